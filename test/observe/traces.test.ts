import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Collector, type ReceivedSpan, startCollector } from '../support/collector.ts';
import { useFolder } from '../support/folder.ts';
import { postChange, send, token } from '../support/http.ts';
import { startMailServer } from '../support/mail-server.ts';
import { gatehouse, type RunningProcess, serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const temporary = useFolder();
let folders = 0;

/** Says on standard error what is loaded of the libraries. */
const watchLoading = `data:text/javascript,import { registerHooks } from 'node:module';
registerHooks({ resolve(name, context, next) {
  if (/opentelemetry|prom-client/.test(name)) process.stderr.write('loaded ' + name + '\\n');
  return next(name, context);
} });`;

const start = (environment: Record<string, string>, ...args: readonly string[]): Promise<RunningProcess> =>
  serve(args, { environment, nodeOptions: ['--import', watchLoading] });

/** On data that an earlier start has made. */
async function startAgain(environment: Record<string, string>): Promise<RunningProcess> {
  folders += 1;
  return await start(environment, '--data', await copyExampleData(`${temporary}/${folders}`));
}

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerSpan = '00f067aa0ba902b7';
const traceparent = (flags: string, id = traceId) => ({ traceparent: `00-${id}-${callerSpan}-${flags}` });

const { id: userId, password } = world.harry;
const change = (server: RunningProcess, bearer: string, id: string, headers: Record<string, string> = {}) =>
  postChange(server, { bearer, userId: id, headers }, { oldPassword: password, newPassword: 'patr0nu5' });

describe('traces', () => {
  let collector: Collector;
  let server: RunningProcess;
  let bearer: string;
  const mailServer = startMailServer();

  before(async () => {
    collector = await startCollector();
    const { port } = await mailServer;
    server = await start(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=of-the-collector',
        OTEL_BSP_SCHEDULE_DELAY: '20',
        OTEL_SERVICE_NAME: 'identity',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      },
      ...['--data', `${temporary}/first`, '--seed', world.seedFile],
      ...['--smtp-host', '127.0.0.1', '--smtp-port', String(port)],
      ...['--smtp-security', 'opportunistic', '--smtp-from', 'a@b.example'],
    );
    bearer = await token(server);
  });
  after(async () => {
    await server.end('SIGTERM');
    await collector.stop();
    await (await mailServer).stop();
  });

  const named = (name: string, id = traceId): ReceivedSpan | undefined =>
    collector.spans.find((span) => span.name === name && span.traceId === id);

  async function received(name: string, id = traceId): Promise<ReceivedSpan> {
    await until(() => named(name, id) !== undefined);
    return named(name, id) as ReceivedSpan;
  }

  it('go on with that of the caller, under the ids of the answer and of the log', async () => {
    const answer = await change(server, bearer, 'nobody', traceparent('01'));
    const request = await received('POST User_ChangePassword');
    assert.equal(request.parentSpanId, callerSpan);
    assert.equal(answer.json.traceId, `00-${traceId}-${request.spanId}-01`);
    assert.match(server.stderr(), new RegExp(`"traceId":"${traceId}"[^\\n]*"operation":"User_ChangePassword"`));
    const { 'http.request.method': method, 'http.response.status_code': status } = request.attributes;
    assert.deepEqual([method, status, request.attributes['http.route']], ['POST', 400, 'User_ChangePassword']);
  });

  it('hold what the request has done, as parts of it', async () => {
    const id = 'a'.repeat(32);
    assert.equal((await change(server, bearer, userId, traceparent('01', id))).status, 200);
    const request = await received('POST User_ChangePassword', id);
    const spans = collector.spans.filter((span) => span.traceId === id);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const pathOf = (span: ReceivedSpan | undefined): string =>
      span === undefined ? '' : `${pathOf(byId.get(span.parentSpanId ?? ''))}/${span.name}`;
    const paths = spans.map(pathOf);
    for (const path of ['hash', 'transaction', 'transaction/update credentials', 'transaction/commit']) {
      assert.ok(paths.includes(`/${request.name}/password change/${path}`), `${path} in ${paths.join(' ')}`);
    }
    const statement = spans.find(({ name }) => name === 'update credentials');
    const { 'db.system.name': system, 'db.operation.name': operation } = statement?.attributes ?? {};
    assert.deepEqual([system, operation], ['sqlite', 'update']);
  });

  it('tell of mails by themselves, and of nothing that the server looks after every second', async () => {
    await until(() => collector.spans.some(({ name }) => name === 'mail'));
    const roots = collector.spans.filter((span) => !span.parentSpanId).map(({ name }) => name);
    assert.deepEqual(
      [...new Set(roots)].filter((name) => name !== 'mail' && !/^(GET|POST) /.test(name)),
      [],
    );
  });

  it('begin anew where the caller has none, and are not recorded where it records none', async () => {
    const fresh = await send(`${server.url}/identity/nothing`);
    const [, id = '', spanId, flags] = fresh.json.traceId.split('-');
    assert.equal(flags, '01');
    const request = await received('GET none', id);
    assert.deepEqual([request.spanId, request.parentSpanId], [spanId, undefined]);

    const silent = 'b'.repeat(32);
    const answer = await send(`${server.url}/identity/nothing`, { headers: traceparent('00', silent) });
    assert.match(answer.json.traceId, new RegExp(`^00-${silent}-[0-9a-f]{16}-00$`));
    const last = await send(`${server.url}/identity/nothing`);
    await received('GET none', last.json.traceId.split('-')[1]);
    assert.ok(!collector.spans.some((span) => span.traceId === silent));
  });

  it('come from a service with a name, with the headers that the collector wants', () => {
    const { resource } = collector.spans[0] as ReceivedSpan;
    assert.equal(resource['service.name'], 'identity');
    assert.equal(resource['deployment.environment.name'], 'test');
    const [headers] = collector.headers;
    assert.equal(headers?.path, '/v1/traces');
    assert.equal(headers?.['api-key'], 'of-the-collector');
  });

  it('hold no password, token, secret, name or id of anybody', () => {
    const sent = collector.bodies.join('\n');
    const { application, organization, harry } = world;
    const secrets = [password, 'patr0nu5', bearer, application.secret, application.id, organization.id, harry.id];
    for (const secret of [...secrets, 'argon2id', 'Hogwarts', 'harry']) {
      assert.ok(!sent.toLowerCase().includes(secret.toLowerCase()), `${secret.slice(0, 20)} was sent`);
    }
  });
});

describe('the end of a server that sends traces', () => {
  it('waits for what was not sent yet', async () => {
    const collector = await startCollector();
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '3600000' };
    const server = await startAgain(environment);
    await send(`${server.url}/health/live`);
    assert.deepEqual(collector.spans, []);
    assert.equal(await server.end('SIGTERM'), 0);
    assert.ok(collector.spans.some(({ name }) => name === 'GET /health/live'));
    await collector.stop();
  });

  it('waits no longer for a collector that does not answer, nor for one that is not there', async () => {
    const silent = await startCollector({ isSilent: true });
    const gone = await startCollector();
    await gone.stop();
    for (const { url } of [silent, gone]) {
      const environment = {
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_TIMEOUT: '300',
        OTEL_BSP_SCHEDULE_DELAY: '20',
      };
      const server = await startAgain(environment);
      for (let count = 0; count < 3; count += 1) assert.equal((await send(`${server.url}/health/live`)).status, 200);
      await until(() => /traces cannot be sent/.test(server.stderr()));
      assert.equal((await send(`${server.url}/health/live`)).status, 200);
      assert.equal(await server.end('SIGTERM'), 0);
      assert.equal(server.stderr().split('traces cannot be sent').length - 1, 1);
    }
    await silent.stop();
  });
});

describe('a server that is to send no traces', () => {
  it('loads nothing of what makes them, nor of the metrics', async () => {
    const off = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SDK_DISABLED: 'true' };
    for (const environment of [{}, off]) {
      const server = await startAgain(environment);
      assert.equal((await send(`${server.url}/health/live`)).status, 200);
      assert.equal(await server.end('SIGTERM'), 0);
      assert.doesNotMatch(server.stderr(), /^loaded /m);
    }
  });

  it('is one that was told so, and not one that was told what it does not understand', async () => {
    for (const [environment, said] of [
      [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https URL.'],
      [
        { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
        '"grpc" is not http/json',
      ],
      [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_SAMPLER: 'some' }, 'OTEL_TRACES_SAMPLER: "some"'],
      [
        { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_BSP_SCHEDULE_DELAY: 'soon' },
        'OTEL_BSP_SCHEDULE_DELAY: "soon"',
      ],
    ] as const) {
      const ended = await gatehouse(['serve', '--data', `${temporary}/refused`, '--port', '0'], { environment });
      assert.equal(ended.code, 1);
      assert.ok(ended.stderr.includes(said), ended.stderr);
    }
  });
});
