import { describeBehind } from './behind-proxy.ts';

await describeBehind({
  name: 'caddy',
  program: '/usr/bin/caddy',
  args: ({ file }) => ['run', '--adapter', 'caddyfile', '--config', file],
  files: { own: 'Caddyfile', shared: 'Caddyfile.path' },
  settings: ({ own, shared }, { ports, certificate, key }) => `{
  admin off
  http_port ${ports.plain}
  https_port ${ports.own}
  skip_install_trust
  log {
    level ERROR
  }
}
${own.replace('localhost {', `localhost {\n  bind 127.0.0.1\n  tls ${certificate} ${key}`)}
https://localhost:${ports.shared} {
  bind 127.0.0.1
  tls ${certificate} ${key}
  ${shared}
  handle {
    respond "the neighbour"
  }
}
`,
});
