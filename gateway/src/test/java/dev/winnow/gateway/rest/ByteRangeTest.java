package dev.winnow.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-9, 0, 10",
        "bytes=3-5, 3, 3",
        "bytes=3-, 3, 7",
        "bytes=3-99999, 3, 7",
        "bytes=-3, 7, 3",
        "bytes=-99, 0, 10",
        "Bytes = 3 - 5, 3, 3",
        "bytes=9-, 9, 1"
    })
    void ofTenBytesARangeIs(String header, long first, long length) throws Exception {
        assertThat(ByteRange.of(header, 10)).contains(new ByteRange(first, length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-3",
                "bytes=0-1,3-4",
                "lines=0-1",
                "bytes=99999999999999999999-"
            })
    void whatIsNoOneRangeIsIgnored(String header) throws Exception {
        assertThat(ByteRange.of(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void whatLiesBehindTheEndCannotBeSent(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 10)).isInstanceOf(ByteRange.UnsatisfiableException.class);
    }

    @Test
    void anEmptyFileHasNoRanges() throws Exception {
        assertThatThrownBy(() -> ByteRange.of("bytes=0-", 0)).isInstanceOf(ByteRange.UnsatisfiableException.class);
        assertThat(ByteRange.of(null, 0)).isEmpty();
    }
}
