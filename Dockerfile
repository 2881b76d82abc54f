# Node for the set-up only: the packages bring the pinned Node that serves.
FROM node:24-bookworm-slim
# ffprobe: size, duration and codecs of videos and audio files.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
WORKDIR /halftone
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --include=optional --ignore-scripts --no-audit --no-fund
COPY src ./src
COPY scripts/prepare.mjs ./scripts/prepare.mjs
RUN mkdir /data && chown node:node /data
USER node
ENV HALFTONE_HOST=0.0.0.0 HALFTONE_DATA_DIR=/data NODE_ENV=production
VOLUME /data
EXPOSE 3000
HEALTHCHECK CMD ["node_modules/.bin/node", "-e", "fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node_modules/.bin/node", "src/main.ts"]
