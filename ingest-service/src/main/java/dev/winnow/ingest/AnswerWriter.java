package dev.winnow.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes the answer to an upload, unless it has one: where the body is too large or too slow, the connection's own thread refuses it
 * while another thread reads it. Whoever comes second finds the answer under way, and adds nothing to it.
 */
@Provider
@Produces({MediaType.APPLICATION_JSON, "application/problem+json"})
public class AnswerWriter implements ServerMessageBodyWriter<AnswerWriter.Answer> {
    private static final Logger LOG = Logger.getLogger(AnswerWriter.class);

    private final ObjectMapper json;

    public AnswerWriter(ObjectMapper json) {
        this.json = json;
    }

    /** @param body an {@link UploadAnswer} or a list of them */
    record Answer(Object body) {}

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == Answer.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType media) {
        return type == Answer.class;
    }

    @Override
    public void writeResponse(Answer answer, Type genericType, ServerRequestContext context) throws IOException {
        byte[] body = json.writeValueAsBytes(answer.body());
        if (context.serverResponse().headWritten()) {
            LOG.debug("an upload was answered before its body was read");
            return;
        }
        try {
            context.serverResponse().end(body);
        } catch (IllegalStateException e) {
            LOG.debug("an upload was answered while its own answer was written", e);
        }
    }

    @Override
    public void writeTo(
            Answer answer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        json.writeValue(out, answer.body());
    }
}
