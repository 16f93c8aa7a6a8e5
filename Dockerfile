# syntax=docker/dockerfile:1
FROM node:24-slim AS install
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Nothing here needs a build: SQLite comes prebuilt, TypeScript runs as it is. The Node for checkouts is left out, the image has its own.
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# With what is optional: the build tools bring their native parts that way.
RUN npm ci --ignore-scripts
COPY core/web core/web
COPY console console
RUN node_modules/.bin/vite build console

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=install /app/node_modules node_modules
COPY package.json LICENSE NOTICE ./
COPY mappings mappings
COPY config config
COPY connectors connectors
COPY sandbox sandbox
COPY core core
COPY --from=console /app/console/dist console/dist
# The only place that is written to; the root file system may be read-only.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "core/main.ts"]
CMD ["serve", "--config", "/etc/leitwerk/hub.yaml", "--database", "sqlite:/data/leitwerk.sqlite", "--listen", "0.0.0.0:8080"]
