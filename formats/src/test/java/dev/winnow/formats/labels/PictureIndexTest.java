package dev.winnow.formats.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.formats.labels.Pictures.Match;
import dev.winnow.formats.labels.Pictures.Picture;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureIndexTest {
    private static final PictureIndex PICTURES = new PictureIndex(Stream.of(
                    "images/train/a.png",
                    "images/train/same.png",
                    "images/val/same.png",
                    "images/val/sub dir/e \u00e9.png",
                    "images/val/d.jpg",
                    "images/val/h.v2.png",
                    "images/val/100%.png",
                    "images/val/f.jpg")
            .map(name -> new Picture(name, Optional.empty()))
            .toList());

    @ParameterizedTest
    @CsvSource({
        "a.png, images/train/a.png",
        "train/a.png, images/train/a.png",
        "images/train/a.png, images/train/a.png",
        "images/train/a, images/train/a.png",
        "./images/train/a.png, images/train/a.png",
        "/home/me/set/images/train/a.png, images/train/a.png",
        "C:\\set\\images\\train\\a.png, images/train/a.png",
        "A.PNG, images/train/a.png",
        "a, images/train/a.png",
        "a.jpg, images/train/a.png",
        "sub dir/e \u00e9.png, 'images/val/sub dir/e \u00e9.png'",
        "sub dir/e \u0065\u0301.png, 'images/val/sub dir/e \u00e9.png'",
        "/data/local-files/?d=scene%2Fsub%20dir%2Fe%20%C3%A9.png, 'images/val/sub dir/e \u00e9.png'",
        "https://example.org/scene/d.jpg?X-Amz-Signature=abc%2Fdef, images/val/d.jpg",
        "s3://bucket/scene/d.jpg, images/val/d.jpg",
        "gs://bucket/d.jpg, images/val/d.jpg",
        "azure-blob://bucket/scene/h.v2.png, images/val/h.v2.png",
        "h.v2, images/val/h.v2.png",
        "/data/upload/3/1f2e3d4c-a.png, images/train/a.png",
        "a_png.rf.0123456789abcdef.jpg, images/train/a.png",
        "100%.png, images/val/100%.png",
        "F.JPG, images/val/f.jpg",
        "val/same.png, images/val/same.png",
        "images/val/same, images/val/same.png",
        "set/train/same.png, images/train/same.png",
        "b.png, ''",
        "'', ''",
    })
    void aReferenceFindsItsPicture(String reference, String name) {
        Match match = PICTURES.find(reference);

        assertThat(match instanceof Match.One one ? one.picture().name() : "").isEqualTo(name);
    }

    @Test
    void aReferenceToSeveralPicturesIsLeftToAPerson() {
        assertThat(PICTURES.find("same.png"))
                .isInstanceOfSatisfying(
                        Match.Several.class,
                        several -> assertThat(several.pictures())
                                .extracting(Picture::name)
                                .isEqualTo(List.of("images/train/same.png", "images/val/same.png")));
        assertThat(PICTURES.find("elsewhere/same.png")).isInstanceOf(Match.Several.class);
    }
}
