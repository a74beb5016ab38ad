import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span as a collector gets it (OTLP/JSON). */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the server that sent it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** What was sent, as it was sent. */
  readonly bodies: string[];
  readonly headers: Record<string, string | string[] | undefined>[];
  stop(): Promise<void>;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const recordOf = (list: readonly KeyValue[] = []): Record<string, unknown> =>
  Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A real collector of OpenTelemetry on this machine, which takes traces. One that is silent takes them and says nothing. */
export async function startCollector({ isSilent = false } = {}): Promise<Collector> {
  const collector = { spans: [] as ReceivedSpan[], bodies: [] as string[], headers: [] as Collector['headers'] };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    collector.bodies.push(body);
    collector.headers.push({ path: request.url, ...request.headers });
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      for (const span of scopeSpans.flatMap((scope: { spans: object[] }) => scope.spans)) {
        const attributes = recordOf(span.attributes);
        collector.spans.push({ ...span, attributes, resource: recordOf(resource.attributes) });
      }
    }
    if (!isSilent) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...collector,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
