# Isoloir for trying it, or for those who run containers (docs/guides/exploitation.md): everything runs as one user, so
# that a real election is refused (ISOLOIR_CONTAINER), and no dm-verity stands under it. `provisioning/container/build`
# makes the base and the context of this file; nothing is pulled. The last stage has Node, the libraries it needs and the program: no shell,
# no package manager.
ARG BASE=localhost/isoloir-base
FROM ${BASE} AS assembled
COPY program /root-of-image/opt/isoloir
COPY assemble /assemble
RUN ["/bin/sh", "/assemble"]

FROM scratch
COPY --from=assembled /root-of-image /
USER 901:901
WORKDIR /opt/isoloir
ENV ISOLOIR_CONTAINER=1 ISOLOIR_LISTEN=0.0.0.0 NODE_ENV=production TZ=Europe/Paris HOME=/tmp
VOLUME /data
EXPOSE 8443 8444
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s \
  CMD ["/usr/bin/node", "/opt/isoloir/provisioning/container/healthy.mjs"]
ENTRYPOINT ["/usr/bin/node", "/opt/isoloir/appliance/cli/main.ts"]
CMD ["start", "--data", "/data/isoloir"]
