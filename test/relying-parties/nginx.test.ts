import { describeBehind } from './behind-proxy.ts';

const ownFolders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

await describeBehind({
  name: 'nginx',
  program: '/usr/sbin/nginx',
  args: ({ folder, file }) => ['-p', folder, '-c', file, '-e', 'stderr'],
  files: { own: 'nginx.conf', shared: 'nginx-path.conf' },
  // One process, which ends with the tests: workers of a master that is killed stay.
  settings: ({ own, shared }, { folder, ports, certificate, key }) => `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
access_log off;
${ownFolders.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
${own.replace('listen 443', `listen 127.0.0.1:${ports.own}`).replace('listen 80', `listen 127.0.0.1:${ports.plain}`)}
server {
  listen 127.0.0.1:${ports.shared} ssl;
  ssl_certificate ${certificate};
  ssl_certificate_key ${key};
  ${shared}
  location / {
    return 200 "the neighbour";
  }
}
}
`,
});
