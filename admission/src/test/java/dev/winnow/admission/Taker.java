package dev.winnow.admission;

import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** A server as ours are: it takes uploads, other bodies, and gives long answers. */
@Path("/")
public class Taker {
    static final int MOST_BYTES = 1 << 20;

    /** Reads no more than it takes, and answers before the rest has come. */
    @POST
    @Path("api/datasets/{dataset}/images")
    @Consumes(MediaType.WILDCARD)
    @Blocking
    public Response upload(InputStream body) throws IOException {
        int length = body.readNBytes(MOST_BYTES + 1).length;
        return Response.status(length > MOST_BYTES ? 413 : 202).entity(length).build();
    }

    @POST
    @Path("api/datasets/{dataset}/images")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Blocking
    public Response form(MultipartFormDataInput form) {
        return Response.status(202).entity(form.getValues().size()).build();
    }

    @PUT
    @Path("spec")
    @Consumes(MediaType.WILDCARD)
    @Blocking
    public int spec(byte[] body) {
        return body.length;
    }

    @GET
    @Path("small")
    public String small() {
        return "small";
    }

    @GET
    @Path("large")
    @Blocking
    public StreamingOutput large() {
        return out -> {
            byte[] block = new byte[1 << 20];
            for (int n = 0; n < 256; n++) {
                out.write(block);
            }
        };
    }

    /** What a dataset's spec would say: {@code large} takes what the resource does not. */
    @Produces
    @Singleton
    @Unremovable
    static UploadLimit limit() {
        return (dataset, form) -> dataset.equals("large") ? 1L << 30 : 8L << 20;
    }
}
