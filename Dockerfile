# Gatehouse as an image: Node and the server, no shell, no package manager. docs/guides/containers.md says how it is run.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY src src
COPY deploy/package.ts deploy/
# Without types the server starts faster: the image keeps no compiled code.
RUN node --disable-warning=ExperimentalWarning deploy/package.ts
# A folder in a folder, because not every builder keeps the mode of the outer one.
RUN mkdir /volume && mkdir --mode=0700 /volume/data

FROM gcr.io/distroless/nodejs24-debian12:nonroot
# BuildKit gives the folder to whoever is the user, who then could put another program into it.
USER 0:0
WORKDIR /app
ENV NODE_ENV=production GATEHOUSE_DATA=/data GATEHOUSE_HOST=0.0.0.0 MALLOC_ARENA_MAX=2 \
    NODE_OPTIONS=--max-semi-space-size=16
COPY LICENSE ./
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/lib lib
COPY --from=build --chown=65532:65532 /volume /
VOLUME /data
USER 65532:65532
EXPOSE 8080
# Whatever ends after `docker run IMAGE` is a command of gatehouse: `doctor`, `backup /data/backup.tar.gz`.
ENTRYPOINT ["/nodejs/bin/node", "/app/lib/main.js"]
CMD ["serve"]
STOPSIGNAL SIGTERM
# Without --start-interval, which Podman does not know everywhere.
HEALTHCHECK --interval=5s --timeout=5s --start-period=2m \
  CMD ["/nodejs/bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.GATEHOUSE_PORT ?? 8080}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
