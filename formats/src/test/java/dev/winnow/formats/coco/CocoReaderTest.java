package dev.winnow.formats.coco;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.DeclaredCategory;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Readings;
import dev.winnow.formats.labels.SharedScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoReaderTest {
    @TempDir
    Path folder;

    @Test
    void theSceneHasItsShapes() {
        SharedScene scene = new SharedScene();
        Path root = SharedScene.folder().resolve("coco");

        Readings instances = Readings.of(LabelFormat.COCO, root, scene.pictures(root, "images"));
        Readings keypoints = Readings.of(LabelFormat.COCO_KEYPOINTS, root, scene.pictures(root, "images"));

        scene.check("coco/instances", instances);
        scene.check("coco/keypoints", keypoints);
        SharedScene.declaresEmpty(instances, "images/d.jpg");
        assertThat(instances.allFindings()).isEmpty();
        assertThat(instances.categories)
                .extracting(DeclaredCategory::name)
                .containsExactly("cat", "person", "traffic light", "dog");
    }

    @Test
    void aBoxThatCvatTurnedIsTurned() {
        SharedScene scene = new SharedScene();
        Path root = SharedScene.folder().resolve("cvat");

        Readings readings = Readings.of(LabelFormat.COCO, root.resolve("coco-export"), scene.pictures(root, "images"));

        scene.check("cvat/coco-export", readings);
        assertThat(readings.image("images/h.v2.png").set().annotations().get(0).shapes())
                .containsExactly(new Shape.RotatedBox(16, 18, 20, 6, 30));
    }

    @Test
    void partsComeInAnyOrderAndIdsAreAnyNumbers() throws IOException {
        Readings readings = read("{'annotations':[{'id':9,'image_id':7000000000,'category_id':0,'bbox':[1,2,3,4]},"
                + "{'id':3,'image_id':-1,'category_id':5000000000,'bbox':[5,6,7,8]}],"
                + "'images':[{'id':-1,'file_name':'b.png'},{'id':7000000000,'file_name':'a.png','width':100,'height':80}],"
                + "'categories':[{'id':5000000000,'name':'dog'},{'id':0,'name':'cat'}]}");

        assertThat(readings.image("a.png").set().annotations().get(0).category())
                .isEqualTo("cat");
        assertThat(readings.image("b.png").set().annotations().get(0).category())
                .isEqualTo("dog");
        assertThat(readings.image("b.png").declared().orElseThrow().isKnown()).isFalse();
        assertThat(readings.allFindings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':1,'image_id':9,'category_id':2,'bbox':[1,2,3,4]} | DANGLING_ANNOTATION DROPPED annotations[0]",
                "{'id':1,'image_id':1,'category_id':9,'bbox':[1,2,3,4]} | UNDEFINED_CLASS ASKED annotations[0]",
                "{'id':1,'image_id':1,'category_id':'2','bbox':[1,2,3,4]} | NUMBER_AS_TEXT FIXED annotations[0]",
                "{'id':1,'image_id':1,'category_id':2,'bbox':['1',2,3,4]} | NUMBER_AS_TEXT FIXED annotations[0]",
                "{'id':1,'id':1,'image_id':1,'category_id':2,'bbox':[1,2,3,4]} | JSON_DUPLICATE_KEY ASKED annotations[0]",
                "{'id':1,'image_id':1,'category_id':2,'bbox':[1,2,3,4],'segmentation':[1,2,3,4,5,6]} |"
                        + " SEGMENTATION_NOT_NESTED FIXED annotations[0]",
                "{'id':1,'image_id':1,'category_id':2,'bbox':[1,2,3,4],'segmentation':[[]]} |"
                        + " SEGMENTATION_EMPTY KEPT annotations[0]",
                "{'id':1,'image_id':1,'category_id':2},{'id':1,'image_id':1,'category_id':2} |"
                        + " ANNOTATION_ID_REPEATED FIXED file",
            })
    void aFaultIsFoundAtItsPlace(String annotations, String finding) throws IOException {
        Readings readings = read("{'images':[{'id':1,'file_name':'a.png','width':100,'height':80}],"
                + "'categories':[{'id':2,'name':'cat'}],'annotations':[" + annotations + "]}");

        assertThat(readings.codes()).containsExactly(finding);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'bbox':[1,2,3] | BOX_MALFORMED",
                "'bbox':[1,2,3,{}] | BOX_MALFORMED",
                "'segmentation':[[1,2,3,4,5]] | POLYGON_ODD_COUNT",
                "'segmentation':{'size':[80,100],'counts':[1,-2]} | RLE_BROKEN",
                "'segmentation':{'size':[80,100],'counts':[1,2.5]} | RLE_BROKEN",
                "'segmentation':{'size':[80,100],'counts':'a b'} | RLE_BROKEN",
                "'segmentation':{'size':[80],'counts':'a'} | RLE_BROKEN",
                "'segmentation':{'size':[2000000000,2000000000],'counts':'a'} | RLE_BROKEN",
                "'segmentation':{'counts':'a'} | RLE_BROKEN",
                "'keypoints':['nose'] | KEYPOINTS_MALFORMED",
            })
    void whatIsNoShapeIsKeptAsSuch(String field, String issue) throws IOException {
        Readings readings = read("{'images':[{'id':1,'file_name':'a.png'}],'categories':[{'id':2,'name':'cat'}],"
                + "'annotations':[{'id':1,'image_id':1,'category_id':2," + field + "}]}");

        assertThat(readings.annotations()
                        .get(0)
                        .shape(Shape.Unreadable.class)
                        .orElseThrow()
                        .issue())
                .hasToString(issue);
    }

    @Test
    void recordsOfOnePictureAreOnePicture() throws IOException {
        Readings readings = read(
                "{'images':[{'id':1,'file_name':'a.png'},{'id':2,'file_name':'a.png'}],"
                        + "'categories':[{'id':2,'name':'cat'}],'annotations':["
                        + "{'id':1,'image_id':1,'category_id':2,'bbox':[1,2,3,4]},{'id':2,'image_id':2,'category_id':2,'bbox':[5,2,3,4]}]}");

        assertThat(readings.images).hasSize(1);
        assertThat(readings.annotations()).hasSize(2);
        assertThat(readings.codes()).containsExactly("DUPLICATE_IMAGE_RECORD FIXED images[1]");
    }

    @Test
    void anIdOfTwoPicturesIsLeftToAPerson() throws IOException {
        Readings readings = read(
                "{'images':[{'id':1,'file_name':'a.png'},{'id':1,'file_name':'b.png'}],"
                        + "'categories':[{'id':2,'name':'cat'}],'annotations':[{'id':1,'image_id':1,'category_id':2,'bbox':[1,2,3,4]}]}");

        assertThat(readings.codes()).containsExactly("DUPLICATE_IMAGE_ID ASKED images[1]");
        assertThat(readings.image("b.png").set()).isEqualTo(AnnotationSet.UNLABELLED);
    }

    @ParameterizedTest
    @CsvSource({
        "../../a.png, PATH_ESCAPES REFUSED images[0]",
        "sub\\\\b.png, PATH_SEPARATOR FIXED images[0]",
        "c.png, MISSING_IMAGE REFUSED images[0]",
    })
    void aNameThatIsNoGoodIsFound(String name, String finding) throws IOException {
        Readings readings = read("{'images':[{'id':1,'file_name':'" + name + "'}],'annotations':[]}");

        assertThat(readings.codes()).containsExactly(finding);
    }

    @Test
    void aGroupOfClassesIsNoClass() throws IOException {
        Readings readings = read("{'images':[{'id':1,'file_name':'a.png'}],'categories':["
                + "{'id':0,'name':'animals','supercategory':'none'},{'id':1,'name':'cat','supercategory':'animals'},"
                + "{'id':2,'name':'cat','supercategory':'animals'}],"
                + "'annotations':[{'id':1,'image_id':1,'category_id':1,'bbox':[1,2,3,4]}]}");

        assertThat(readings.categories).extracting(DeclaredCategory::name).containsExactly("cat");
        assertThat(readings.codes())
                .containsExactly("CATEGORY_GROUP IGNORED categories[0]", "DUPLICATE_CATEGORY FIXED categories[2]");
    }

    @Test
    void aFileOfManyImagesIsReadTheSameTwice() throws IOException {
        StringBuilder json = new StringBuilder("{'categories':[{'id':1,'name':'cat'}],'annotations':[");
        for (int i = 0; i < 60_000; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{'id':" + i + ",'image_id':" + i * 7919L % 20_000 + ",'category_id':1,'bbox':[1,2,3," + i
                            + "]," + "'segmentation':[[" + "1,2,3,4,5,6,7,8,".repeat(4) + "1,2]]}");
        }
        json.append("],'images':[");
        for (int i = 0; i < 20_000; i++) {
            json.append(i == 0 ? "" : ",").append("{'id':" + i + ",'file_name':'" + i + ".png'}");
        }
        Path file = write(json.append("]}").toString());

        Readings once = Readings.of(LabelFormat.COCO, file, Pictures.UNKNOWN);
        Readings twice = Readings.of(LabelFormat.COCO, file, Pictures.UNKNOWN);

        assertThat(once.images).hasSize(20_000).isEqualTo(twice.images);
        assertThat(once.images)
                .allSatisfy(image -> assertThat(image.set().annotations()).hasSize(3));
    }

    private Readings read(String json) throws IOException {
        return Readings.of(LabelFormat.COCO, write(json), Readings.pictures("a.png", "b.png", "sub/b.png"));
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("labels.json"), json.replace('\'', '"'));
    }
}
