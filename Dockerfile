# The worker of Maestro. Two stages: what builds it is not shipped; it runs as an unprivileged user.
# The base is named by tag: no digest could be obtained where this file was written (no registry in reach).
# Debian, not Alpine: the native core of the Temporal SDK needs glibc.

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20.20.2-bookworm-slim AS run
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY bin ./bin
COPY assets ./assets
COPY registry ./registry
COPY tools ./tools
# The data folder must belong to the user before a volume is mounted over it.
RUN mkdir .maestro && chown node:node .maestro
USER node
VOLUME /app/.maestro
STOPSIGNAL SIGTERM
CMD ["node", "dist/worker.js"]
