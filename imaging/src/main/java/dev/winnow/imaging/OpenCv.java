package dev.winnow.imaging;

import java.lang.reflect.InvocationTargetException;
import org.opencv.core.Core;

/**
 * Loads OpenCV's native library, from whichever build is on the class path: bytedeco's or openpnp's. Both offer the same
 * {@code org.opencv} classes and differ in how the library is found.
 */
public final class OpenCv {

    /**
     * Names the library's file to a process that is to load the one another process unpacked, which takes a thirtieth of the
     * time; the folders of what it depends on stand in {@code LD_LIBRARY_PATH} then.
     */
    public static final String LIBRARY_PROPERTY = "winnow.opencv.library";

    private OpenCv() {}

    /**
     * Makes {@code org.opencv} usable; only the first call does anything. OpenCV's own thread pool is switched off, because
     * pictures, not parts of pictures, are what runs in parallel here.
     *
     * @throws IllegalStateException if there is no OpenCV for this machine on the class path
     */
    public static void load() {
        // The class initialiser below runs once and makes every other thread wait for it.
        Library.touch();
    }

    private static final class Library {
        static {
            if (!loadNamed() && !loadBytedeco() && !loadOpenpnp()) {
                throw new IllegalStateException("No OpenCV on the class path: add org.bytedeco:opencv with the"
                        + " binaries of this machine, or org.openpnp:opencv");
            }
            Core.setNumThreads(1);
        }

        static void touch() {}

        private static boolean loadNamed() {
            String library = System.getProperty(LIBRARY_PROPERTY);
            if (library != null) {
                System.load(library);
            }
            return library != null;
        }

        private static boolean loadBytedeco() {
            Class<?> binding = find("org.bytedeco.opencv.opencv_java");
            if (binding == null) {
                return false;
            }
            // a library belongs to the class loader of whoever loads it, and nobody else's native methods find it
            boolean oneLoader = OpenCv.class.getClassLoader() == Core.class.getClassLoader();
            UnpackedLibraries unpacked = oneLoader ? UnpackedLibraries.of(binding) : null;
            if (unpacked == null || !unpacked.load()) {
                call("org.bytedeco.javacpp.Loader", "load", new Class<?>[] {Class.class}, binding);
                if (unpacked != null) {
                    unpacked.write();
                }
            }
            return true;
        }

        private static boolean loadOpenpnp() {
            if (find("nu.pattern.OpenCV") == null) {
                return false;
            }
            call("nu.pattern.OpenCV", "loadLocally", new Class<?>[0]);
            return true;
        }

        private static Class<?> find(String name) {
            try {
                return Class.forName(name, false, OpenCv.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                return null;
            }
        }

        private static void call(String type, String method, Class<?>[] parameters, Object... arguments) {
            try {
                Class.forName(type).getMethod(method, parameters).invoke(null, arguments);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException("OpenCV does not load on this machine: " + e.getCause(), e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("OpenCV on the class path has no " + type + "." + method, e);
            }
        }
    }
}
