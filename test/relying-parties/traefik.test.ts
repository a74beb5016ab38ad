import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse, stringify } from 'yaml';
import { describeBehind } from './behind-proxy.ts';

// Traefik answers nothing itself, so the neighbour is a server.
const neighbour = createServer((_request, response) => response.end('the neighbour')).listen(0, '127.0.0.1');
await once(neighbour, 'listening');
neighbour.unref();
const { port } = neighbour.address() as AddressInfo;

await describeBehind({
  name: 'traefik',
  program: '/usr/local/bin/traefik',
  from: 'Traefik 3 of its own project is not in /usr/local/bin',
  args: ({ file, ports }) => [
    `--entryPoints.web.address=127.0.0.1:${ports.plain}`,
    `--entryPoints.websecure.address=127.0.0.1:${ports.own}`,
    `--entryPoints.shared.address=127.0.0.1:${ports.shared}`,
    `--providers.file.filename=${file}`,
    '--global.checkNewVersion=false',
    '--global.sendAnonymousUsage=false',
    '--log.level=ERROR',
  ],
  files: { own: 'traefik.yaml', shared: 'traefik-path.yaml' },
  // One file for the two, with a certificate that is there instead of one of Let's Encrypt.
  settings: (files, { certificate, key }) => {
    const own = parse(files.own);
    const shared = parse(files.shared.replaceAll('example.com', 'localhost'));
    const { gatehouse } = shared.http.routers;
    own.http.routers.gatehouse.tls = {};
    own.http.routers.shared = { ...gatehouse, entryPoints: ['shared'], service: 'shared', tls: {} };
    own.http.routers.neighbour = { rule: 'Host(`localhost`)', entryPoints: ['shared'], service: 'neighbour', tls: {} };
    own.http.services.shared = shared.http.services.gatehouse;
    own.http.services.neighbour = { loadBalancer: { servers: [{ url: `http://127.0.0.1:${port}` }] } };
    return stringify({ ...own, tls: { certificates: [{ certFile: certificate, keyFile: key }] } });
  },
});
