# Galley in one image: the web page and a worker, kept by one supervisor.
#
#   docker build -t galley .
#   docker run -p 127.0.0.1:8080:8080 -v galley:/data --stop-timeout 30 galley
#
# The first start prints the access token of admin@example.com, once. The container runs with a read-only
# root as well: --read-only --tmpfs /tmp. Secrets come with the environment or as NAME_FILE, never from here.

FROM python:3.11-slim-bookworm AS build
RUN python -m venv /opt/venv
# Before the code, so that this layer lives as long as the file does not change.
COPY requirements.txt /build/
RUN /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --quiet \
      -r /build/requirements.txt
COPY . /app
# Owned by root and writable by nobody else, however the files lay in the folder they came from.
RUN chmod -R u=rwX,go=rX /app && /opt/venv/bin/python -m compileall -q /app


FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 galley \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin galley \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/data

WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["python", "-c", \
  "import http.client as h, os; c = h.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=2); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["python", "main.py", "all", "--first-user", "admin@example.com"]
