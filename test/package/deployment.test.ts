import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { readConfig } from '../../src/config/read.ts';
import { temporaryFolder } from '../support/folder.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('the workflows', () => {
  const workflows = globSync('.github/workflows/*.yaml', { cwd: root });

  it('run no action but by the hash of its commit, whose version stands beside it', () => {
    const uses = workflows.flatMap((file) => [...read(file).matchAll(/uses: (.*)/g)].map(([, action = '']) => action));
    assert.ok(uses.length > 4);
    for (const action of uses) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('give each job no right but those that it names', () => {
    for (const file of workflows) {
      const { permissions, jobs } = parse(read(file));
      for (const job of Object.values<{ permissions?: object }>(jobs)) assert.ok(job.permissions ?? permissions, file);
      assert.ok(
        Object.values(permissions).every((right) => right === 'read'),
        file,
      );
    }
  });
});

describe('the image', () => {
  it('is made of files that are there and not left out of what it is made of', () => {
    const sent = read('.dockerignore');
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    assert.ok(copied.length >= 5);
    for (const file of copied) {
      assert.ok(existsSync(join(root, file)), file);
      assert.ok(sent.includes(`\n!${file}\n`), `.dockerignore leaves out ${file}`);
    }
  });

  it('is built by nothing but what builds it: no other program is fetched to read the Dockerfile', () => {
    assert.doesNotMatch(read('Dockerfile'), /^#\s*syntax\s*=/im);
  });

  it('has its licence, and a folder of the program that its user cannot write', () => {
    const [, last = ''] = read('Dockerfile').split(/^FROM (?!.* AS )/m);
    const steps = last.split('\n');
    assert.ok(steps.some((step) => /^COPY (.* )?LICENSE /.test(step)));
    // WORKDIR makes the folder for the user of then, who is nobody in the image below.
    assert.ok(steps.indexOf('USER 0:0') < steps.indexOf('WORKDIR /app') && steps.includes('USER 0:0'));
    assert.equal(
      steps.findLast((step) => step.startsWith('USER ')),
      'USER 65532:65532',
    );
  });

  it('runs as nobody in particular, and so do the containers of compose, with a root that cannot be written', () => {
    assert.match(read('Dockerfile'), /^USER 65532:65532$/m);
    for (const file of ['compose.yaml', 'compose.production.yaml']) {
      const { gatehouse } = parse(read(file), { merge: true }).services;
      assert.equal(gatehouse.read_only, true, file);
      assert.deepEqual(gatehouse.cap_drop, ['ALL'], file);
      assert.deepEqual(gatehouse.security_opt, ['no-new-privileges:true'], file);
    }
  });
});

describe('the networks of compose.production.yaml', () => {
  const { services, networks } = parse(read('compose.production.yaml'), { merge: true });

  it('give who comes by IPv6 an address of their own, and trust the proxy where the server listens', () => {
    const { enable_ipv6, ipam } = networks.front;
    const [four, six, ...others] = ipam.config.map(({ subnet }: { subnet: string }) => subnet);
    assert.deepEqual([enable_ipv6, others], [true, []]);
    assert.match(six, /^fd[0-9a-f]{2}:[0-9a-f:]+\/64$/);
    assert.equal(services.gatehouse.environment.GATEHOUSE_TRUSTED_PROXIES, four);
    assert.match(read('Dockerfile'), / GATEHOUSE_HOST=0\.0\.0\.0 /);
  });

  it('lead to the database from the server alone, and from it to nowhere', () => {
    const members = Object.entries<{ networks: readonly string[] }>(services).filter(([, one]) =>
      one.networks.includes('back'),
    );
    assert.deepEqual([members.map(([name]) => name), networks.back], [['gatehouse', 'postgres'], { internal: true }]);
  });
});

describe('the pod of the guide', () => {
  it('has the group of the image, and its data in a folder that the server makes in the volume', () => {
    const [, pod = ''] = /^```yaml hand=podman\n([\s\S]*?)^```$/m.exec(read('docs/guides/containers.md')) ?? [];
    const { securityContext, containers } = parse(pod).spec;
    const [, group = ''] = /^USER \d+:(\d+)\n(?![\s\S]*^USER)/m.exec(read('Dockerfile')) ?? [];
    const [, volume = ''] = /^VOLUME (\S+)$/m.exec(read('Dockerfile')) ?? [];
    assert.equal(securityContext.fsGroup, Number(group));
    const [{ env, volumeMounts }] = containers;
    const data = env.find(({ name }: { name: string }) => name === 'GATEHOUSE_DATA').value;
    assert.ok(data.startsWith(`${volume}/`), data);
    assert.ok(volumeMounts.some(({ mountPath }: { mountPath: string }) => mountPath === volume));
  });
});

describe('the settings that deployments come with', () => {
  it('are settings of the server, with values that it takes', async () => {
    const flags = { config: join(root, 'deploy/gatehouse.yaml') };
    const config = await readConfig({ flags, environment: {} });
    assert.equal(config['external-url'], 'https://id.example.com');
    for (const file of ['compose.yaml', 'compose.production.yaml']) {
      const { environment } = parse(read(file), { merge: true }).services.gatehouse;
      const named = Object.entries<string>(environment).map(([name, value]) => [
        name,
        value.replace(/\$\{.*\}/, 'id.example'),
      ]);
      const { GATEHOUSE_STORE_URL_FILE: _, ...rest } = Object.fromEntries(named);
      const { 'external-url': url = '' } = await readConfig({ flags: {}, environment: rest });
      assert.match(url, /^https?:/, file);
    }
  });
});

/** As Debian installs it. */
const analyze = '/usr/bin/systemd-analyze';
const lacksSystemd = !existsSync(analyze) && 'left out: there is no systemd-analyze here';

describe('the service of systemd', () => {
  it('is one, and exposes little', { skip: lacksSystemd }, async () => {
    await using folder = await temporaryFolder();
    // The program and the user are there once it is installed.
    const unit = read('deploy/gatehouse.service')
      .replace('/opt/gatehouse/bin/gatehouse', process.execPath)
      .replace(/^User=.*\nGroup=.*\n/m, '');
    const file = join(folder.path, 'gatehouse.service');
    await writeFile(file, unit);
    const verified = spawnSync(analyze, ['verify', file], { encoding: 'utf8' });
    const complaints = verified.stderr.split('\n').filter((line) => line.includes('gatehouse.service'));
    assert.deepEqual([verified.status, complaints], [0, []]);
    const whole = join(root, 'deploy/gatehouse.service');
    const args = ['security', '--offline=true', '--threshold=20', whole];
    const secure = spawnSync(analyze, args, { encoding: 'utf8' });
    assert.equal(secure.status, 0, secure.stdout.split('\n').slice(-3).join('\n'));
  });
});
