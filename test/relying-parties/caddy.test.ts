import { describeBehind } from './behind-proxy.ts';

await describeBehind({
  name: 'caddy',
  program: '/usr/bin/caddy',
  args: ({ file }) => ['run', '--adapter', 'caddyfile', '--config', file],
  recipe: ['Caddy in front', 'caddyfile'],
  settings: (recipe, { port, certificate, key }) => `{
  admin off
  auto_https disable_redirects
  log {
    level ERROR
  }
}
${recipe.replace('localhost {', `https://localhost:${port} {\n  bind 127.0.0.1\n  tls ${certificate} ${key}`)}
`,
});
