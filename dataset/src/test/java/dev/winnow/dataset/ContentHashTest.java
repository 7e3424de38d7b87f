package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTest {
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isTheSha256OfTheBytes() {
        ContentHash hash = ContentHash.of("abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(hash.hex()).isEqualTo(OF_ABC);
        assertThat(hash).hasToString(OF_ABC);
        assertThat(hash.path()).hasToString("ba/78/" + OF_ABC);
        assertThat(hash).isEqualTo(new ContentHash(OF_ABC)).hasSameHashCodeAs(new ContentHash(OF_ABC));
    }

    @Test
    void itsBytesAreTheDigest() {
        ByteBuffer bytes = ByteBuffer.allocate(32);

        new ContentHash(OF_ABC).write(bytes);

        assertThat(HexFormat.of().formatHex(bytes.array())).isEqualTo(OF_ABC);
        assertThat(ContentHash.read(bytes.flip())).isEqualTo(new ContentHash(OF_ABC));
    }

    @Test
    void theirOrderIsThatOfTheirDigits() {
        List<String> digits = new ArrayList<>(List.of("0".repeat(64), "f".repeat(64), "7" + "f".repeat(63)));
        Random random = new Random(4);
        byte[] drawn = new byte[32];
        for (int i = 0; i < 200; i++) {
            random.nextBytes(drawn);
            digits.add(HexFormat.of().formatHex(drawn));
            digits.add(
                    OF_ABC.substring(0, i % 64) + digits.get(digits.size() - 1).substring(i % 64));
        }

        assertThat(digits.stream().map(ContentHash::new).sorted().map(ContentHash::hex))
                .containsExactlyElementsOf(digits.stream().sorted().toList());
    }

    @Test
    void hashesThatDifferAnywhereAreDifferent() {
        ContentHash hash = new ContentHash(OF_ABC);

        for (int at = 0; at < 64; at++) {
            char other = OF_ABC.charAt(at) == '0' ? '1' : '0';
            assertThat(new ContentHash(OF_ABC.substring(0, at) + other + OF_ABC.substring(at + 1)))
                    .isNotEqualTo(hash);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ba78",
                "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015add",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag",
                "٠a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new ContentHash(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A content hash is 64 lower-case hex digits, not '" + text + "'");
    }
}
