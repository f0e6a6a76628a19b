# The site as an image: data, database, exports and pictures are built in, nothing is written when it runs.
#   docker build -t wartally . && docker run --read-only --tmpfs /tmp -p 8001:8001 wartally
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# The pictures are drawn with these fonts, which the charts name after the reader's own.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-liberation && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements/site.txt requirements/site.txt
RUN python -m venv /venv && /venv/bin/python -m pip install --require-hashes -r requirements/site.txt
COPY . .
RUN PYTHONPATH=/app/src /venv/bin/python -m wartally validate
RUN PYTHONPATH=/app/src /venv/bin/python -m wartally serve --prepare
RUN /venv/bin/python -m compileall -q src /venv/lib

FROM python:${PYTHON}
ENV PYTHONPATH=/app/src PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-liberation && rm -rf /var/lib/apt/lists/*
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["/venv/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8001/-/health', timeout=4)"]
CMD ["/venv/bin/python", "-m", "wartally", "serve", "--host", "0.0.0.0", "--port", "8001", "--no-exports"]
