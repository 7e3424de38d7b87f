package dev.winnow.formats.labels;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** A small file or two of each format, for one picture {@code a.png} of 100 x 80. */
final class DrawnLabels {
    private DrawnLabels() {}

    /** Files by their names; the first is the one to read. */
    static Map<String, byte[]> of(LabelFormat format) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        switch (format) {
            case COCO -> files.put("a.json", json("""
                    {"info": {"contributor": "x"}, "images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 80}],
                     "categories": [{"id": 1, "name": "cat", "supercategory": "animal"}, {"id": 3, "name": "dog"}],
                     "annotations": [
                      {"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 20, 30, 40], "area": 1200, "iscrowd": 0,
                       "segmentation": [[10, 20, 40, 20, 40, 60, 10, 60]], "attributes": {"occluded": true, "rotation": 0.0}},
                      {"id": 2, "image_id": 1, "category_id": 3, "bbox": [0, 0, 1, 1], "iscrowd": 1,
                       "segmentation": {"size": [80, 100], "counts": [0, 1, 7999]}}]}"""));
            case COCO_KEYPOINTS -> files.put("a.json", json("""
                    {"images": [{"id": 1, "file_name": "a.png"}],
                     "categories": [{"id": 1, "name": "person", "keypoints": ["nose", "tail"], "skeleton": [[1, 2]]}],
                     "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 20, 30, 40],
                       "keypoints": [15, 25, 2, 0, 0, 0], "num_keypoints": 1}]}"""));
            case COCO_PANOPTIC -> {
                files.put("panoptic.json", json("""
                        {"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 80}],
                         "categories": [{"id": 1, "name": "cat", "isthing": 1, "color": [1, 2, 3]}],
                         "annotations": [{"image_id": 1, "file_name": "a.png",
                           "segments_info": [{"id": 258, "category_id": 1, "bbox": [10, 20, 30, 40], "area": 1200}]}]}"""));
                files.put("panoptic/a.png", png(0x020100, BufferedImage.TYPE_INT_RGB));
            }
            case YOLO_DETECT -> {
                files.put("labels/a.txt", text("1 0.5 0.5 0.2 0.25\r\n0 .25 2.5e-1 0.1 0.1\r\n"));
                files.put("data.yaml", text("nc: 2\nnames:\n  0: person\n  '1': cat\n"));
            }
            case YOLO_SEGMENT -> {
                files.put("labels/a.txt", text("1 0.1 0.1 0.4 0.1 0.4 0.5\n0 0.5 0.5 0.2 0.2\n"));
                files.put("data.yaml", text("names: [person, cat]\n"));
            }
            case YOLO_OBB -> {
                files.put("labels/a.txt", text("1 0.1 0.1 0.4 0.1 0.4 0.5 0.1 0.5\n"));
                files.put("data.yaml", text("names: [person, cat]\n"));
            }
            case YOLO_POSE -> {
                files.put("labels/a.txt", text("0 0.5 0.5 0.2 0.25 0.45 0.4 2 0.55 0.6 0\n"));
                files.put("data.yaml", text("kpt_shape: [2, 3]\nnames: [person]\n"));
            }
            case VOC -> files.put("a.xml", text("""
                    <?xml version="1.0"?><annotation><filename>a.png</filename><source><database>The VOC2007 Database</database>
                    </source><size><width>100</width><height>80</height></size><object><name>cat</name><difficult>1</difficult>
                    <bndbox><xmin>11</xmin><ymin>21</ymin><xmax>40</xmax><ymax>60</ymax></bndbox></object></annotation>"""));
            case MASK_INDEX, MASK_BINARY -> {
                files.put("a.png", png(1, BufferedImage.TYPE_BYTE_GRAY));
                files.put("labels.txt", text("0: background\n1: cat\n255: ignore\n"));
            }
            case MASK_COLOUR -> {
                files.put("a.png", png(0x400000, BufferedImage.TYPE_INT_RGB));
                files.put("labelmap.txt", text("# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat:64,0,0::\n"));
            }
            case LABEL_STUDIO -> files.put("a.json", json("""
                    [{"id": 1, "data": {"image": "/data/upload/1/ab12cd34-a.png"}, "annotations": [{"id": 10,
                     "completed_by": {"email": "ada@example.org"}, "ground_truth": true, "updated_at": "2026-01-01T00:00:00Z",
                     "result": [
                      {"id": "r1", "type": "rectanglelabels", "original_width": 100, "original_height": 80,
                       "value": {"x": 10, "y": 25, "width": 30, "height": 50, "rotation": 30, "rectanglelabels": ["cat"]}},
                      {"id": "r2", "type": "polygonlabels", "original_width": 100, "original_height": 80,
                       "value": {"points": [[10, 10], [40, 10], [40, 40]], "polygonlabels": ["dog"]}},
                      {"id": "r3", "type": "brushlabels", "original_width": 100, "original_height": 80,
                       "value": {"format": "rle", "rle": [0,0,125,0,57,27,255,124,255,255], "brushlabels": ["cat"]}},
                      {"id": "r4", "type": "choices", "from_name": "scene", "value": {"choices": ["outdoor"]}}]}],
                     "predictions": []}]"""));
            case CVAT -> files.put("a.xml", text("""
                    <?xml version="1.0"?><annotations><meta><task><labels><label><name>cat</name><color>#112233</color></label>
                    </labels></task></meta><image id="0" name="a.png" width="100" height="80">
                    <box label="cat" xtl="10" ytl="20" xbr="40" ybr="60" rotation="10"><attribute name="age">3</attribute></box>
                    <polygon label="cat" points="1,2;3,4;5,9" group_id="1"/><mask label="cat" rle="0, 1200" left="1" top="2"
                    width="30" height="40"/><skeleton label="cat"><points label="nose" points="1,2" occluded="1"/></skeleton>
                    <tag label="cat"/></image><track id="0" label="cat"><box frame="1" outside="0" xtl="1" ytl="2" xbr="3" ybr="4"/>
                    </track></annotations>"""));
            case LABELME -> files.put("a.json", json("""
                    {"version": "5.5.0", "flags": {"outdoor": true}, "imagePath": "a.png", "imageHeight": 80, "imageWidth": 100,
                     "imageData": "AAAA", "shapes": [
                      {"label": "cat", "points": [[10, 20], [40, 60]], "shape_type": "rectangle", "group_id": null},
                      {"label": "dog", "points": [[30, 30], [40, 30]], "shape_type": "circle", "flags": {"old": true}},
                      {"label": "nose", "points": [[3, 4]], "shape_type": "point", "group_id": 7}]}"""));
            case CSV ->
                files.put(
                        "a.csv",
                        text(
                                "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,100,80,\"cat\",10,20,40,60\na.png,100,80,dog,1,2,3,4\n"));
            default -> throw new IllegalArgumentException(format + " has no example");
        }
        return files;
    }

    private static byte[] json(String text) {
        return text(text);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A mask whose 30 x 40 pixels at (10, 20) have a value. */
    private static byte[] png(int value, int type) {
        BufferedImage image = new BufferedImage(100, 80, type);
        for (int y = 20; y < 60; y++) {
            for (int x = 10; x < 40; x++) {
                if (type == BufferedImage.TYPE_BYTE_GRAY) {
                    image.getRaster().setSample(x, y, 0, value);
                } else {
                    image.setRGB(x, y, value);
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Where the reader is to begin. */
    static Path toRead(Path folder, LabelFormat format) {
        return format.name().startsWith("YOLO") || format.name().startsWith("MASK")
                ? folder
                : folder.resolve(of(format).keySet().iterator().next());
    }
}
