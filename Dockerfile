# promptwacht in one container. Build: docker build -t promptwacht .
#
# In production, pin the base by digest: --build-arg BASE=python:3.13-slim-bookworm@sha256:…
# Behind a network that inspects TLS, give the build that network's roots:
#   --build-arg SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt  (with the file mounted there)
ARG BASE=python:3.13-slim-bookworm

FROM ${BASE} AS build
ARG SSL_CERT_FILE
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1 \
    PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
COPY requirements-tool.lock requirements.lock ./
RUN python -m pip install --only-binary :all: --require-hashes -r requirements-tool.lock \
    && uv venv --python /usr/local/bin/python3.13 /opt/venv
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip sync --python /opt/venv/bin/python --require-hashes requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY policy policy
COPY addons addons
COPY config config
COPY console console
COPY proxy proxy
# The root of the running container is read-only, so all bytecode is made here.
RUN uv pip install --python /opt/venv/bin/python --no-deps --no-build-isolation \
        --config-setting editable_mode=compat --editable . \
    && /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /app \
    && /opt/venv/bin/python -m config.prebuilt

FROM ${BASE}
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        tesseract-ocr-eng tesseract-ocr-fra tesseract-ocr-nld tini \
    && rm -rf /var/lib/apt/lists/* \
    # Debian has a user named proxy already; ours is nobody else's.
    && useradd --uid 10001 --no-create-home --home-dir /var/lib/promptwacht \
        --shell /usr/sbin/nologin promptwacht \
    && install --directory --owner=promptwacht --group=promptwacht --mode=0750 /var/lib/promptwacht
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PROMPTWACHT_STATE_DIR=/var/lib/promptwacht \
    PROMPTWACHT_LISTEN_HOST=0.0.0.0 PROMPTWACHT_LISTEN_PORT=8080 \
    PROMPTWACHT_CONSOLE_HOST=0.0.0.0 PROMPTWACHT_CONSOLE_PORT=8081
WORKDIR /app
USER 10001:10001
VOLUME /var/lib/promptwacht
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
# Both doors: the proxy takes connections, and the portal has its list and its certificate.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", "import os, socket, urllib.request; e = os.environ; socket.create_connection(('127.0.0.1', int(e['PROMPTWACHT_LISTEN_PORT'])), 3).close(); urllib.request.urlopen('http://127.0.0.1:' + e['PROMPTWACHT_CONSOLE_PORT'] + '/readyz', timeout=3)"]
ENTRYPOINT ["tini", "--", "promptwacht"]
CMD ["run"]
