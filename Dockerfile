# The site as an image: data, database and exports are built in, and nothing is written when it runs.
#   docker build -t wartally . && docker run --read-only --tmpfs /tmp -p 8001:8001 wartally
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app/src PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements/site.txt requirements/site.txt
RUN python -m venv /venv && /venv/bin/python -m pip install --require-hashes -r requirements/site.txt
COPY . .
RUN /venv/bin/python -m wartally validate
# A site without exports would run too; an image without them is a failed build.
RUN /venv/bin/python -m wartally serve --prepare && test -s build/exports/manifest.json
RUN /venv/bin/python -m compileall -q src

FROM python:${PYTHON}
# Charts are drawn with these fonts, which they name after the reader's own.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-liberation && rm -rf /var/lib/apt/lists/*
ENV PYTHONPATH=/app/src PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp WARTALLY_PORT=8001
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["/venv/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['WARTALLY_PORT'] + '/-/health', timeout=4)"]
CMD ["/venv/bin/python", "-m", "wartally", "serve", "--host", "0.0.0.0", "--no-exports"]
