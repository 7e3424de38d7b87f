# One image for each of the six services, out of what `mvn package` made:
#
#   docker build --build-arg SERVICE=ingest-service --build-arg PORT=8081 --build-arg HEAP_PERCENT=20 \
#       --tag winnow/ingest-service:0.1.0 .
#
# `docker compose build` does this for all six, each with its own arguments. Debian or Ubuntu, not Alpine: the bundled OpenCV is linked against glibc.
FROM eclipse-temurin:17.0.17_10-jre-noble

ARG SERVICE
ARG PORT
# Of the container's memory; the rest is for pictures, child processes and files in /tmp. ARCHITECTURE.md has the sums.
ARG HEAP_PERCENT=50

RUN test -n "$SERVICE" && test -n "$PORT" || { echo "Give --build-arg SERVICE=ingest-service and --build-arg PORT=8081" >&2; exit 1; } \
    && useradd --uid 10001 --no-log-init --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin winnow \
    && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/winnow

# Large pictures are mapped and returned one by one under glibc's defaults, which halves the decoding rate of two threads.
ENV LANG=C.UTF-8 \
    MALLOC_MMAP_THRESHOLD_=268435456 \
    MALLOC_TRIM_THRESHOLD_=536870912 \
    MALLOC_TOP_PAD_=16777216 \
    OPENCV_IO_MAX_IMAGE_PIXELS=100000000 \
    OPENCV_LOG_LEVEL=SILENT \
    QUARKUS_HTTP_HOST=0.0.0.0 \
    QUARKUS_HTTP_PORT=${PORT}

# Native libraries unpack to /tmp, the one place that is written to apart from /var/lib/winnow, so the root file system can be
# mounted read-only; /tmp must allow execution.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=${HEAP_PERCENT} -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp -Dorg.bytedeco.javacpp.cachedir=/tmp/javacpp"

WORKDIR /opt/winnow
# What changes least comes first, so that a new version moves only the last layers.
COPY ${SERVICE}/target/quarkus-app/lib/ ./lib/
COPY ${SERVICE}/target/quarkus-app/*.jar ./
COPY ${SERVICE}/target/quarkus-app/quarkus/ ./quarkus/
COPY ${SERVICE}/target/quarkus-app/app/ ./app/

USER 10001:10001
EXPOSE ${PORT}
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$QUARKUS_HTTP_PORT && printf 'GET /q/health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["java", "-jar", "quarkus-run.jar"]
