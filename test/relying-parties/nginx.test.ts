import { describeBehind } from './behind-proxy.ts';

const ownFolders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

await describeBehind({
  name: 'nginx',
  program: '/usr/sbin/nginx',
  args: ({ folder, file }) => ['-p', folder, '-c', file, '-e', 'stderr'],
  recipe: ['nginx in front', 'nginx'],
  // One process, which ends with the tests: workers of a master that is killed stay.
  settings: (recipe, { folder, port }) => `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
access_log off;
${ownFolders.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
${recipe.replace('listen 443', `listen 127.0.0.1:${port}`)}
}
`,
});
