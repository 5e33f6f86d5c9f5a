# The image: the root file system of tools/image/build-rootfs and nothing else. CI runs the same file system without a registry.
#
#   docker buildx build --platform linux/amd64,linux/arm64 --tag REGISTRY/kube-state-metrics-ts .
#
# Compiled code is made on the architecture that it is for, so the build stage runs on each.
ARG NODE_VERSION=24.21.0
FROM node:${NODE_VERSION}-bookworm AS build
WORKDIR /build
RUN apt-get update && apt-get install --yes --no-install-recommends binutils ca-certificates openssl tzdata && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
COPY tools/node tools/node
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && tools/image/build-rootfs /rootfs

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kube-state-metrics-ts" \
      org.opencontainers.image.description="Serves the state of Kubernetes objects as Prometheus metrics" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /rootfs /
# The allocator reads its settings when the process starts: docs/decisions/0004-memory.md.
ENV MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=1048576 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 65534:65534
EXPOSE 8080 8081
ENTRYPOINT ["/kube-state-metrics", "--port=8080", "--telemetry-port=8081"]
