package dev.winnow.formats.tfrecord;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ExampleTest {

    @Test
    void aRecordHasTheBytesOfTensorFlow() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new RecordWriter(out).write(new Example().numbers("a", 1).toBytes());

        assertThat(HexFormat.of().formatHex(out.toByteArray()))
                .isEqualTo("0e00000000000000c5e5693f0a0c0a0a0a016112051a030a010139e87850");
    }
}
