import { integer, optionalPath, optionalText, text } from './kinds.ts';
import type { Setting } from './setting.ts';

/** How others see what the server does. */
export const monitoringSettings = {
  'metrics-port': metricsPort(),
  'metrics-host': text(
    'ADDRESS',
    '127.0.0.1',
    'Address of that port. Other machines reach it only when it is one that they reach, such as 0.0.0.0.',
  ),
  'metrics-token': {
    ...optionalText('TOKEN', 'Token that a reader of the metrics has to send (`Authorization: Bearer …`).'),
    isSecret: true,
  },
  'metrics-token-file': optionalPath(
    'FILE',
    'File that holds metrics-token and nothing else, such as a mounted secret.',
  ),
} as const;

function metricsPort(): Setting<number | undefined> {
  const doc =
    'Port at which metrics are offered to Prometheus, under /metrics. 0 takes any free one and prints it. Without it, none are.';
  return { ...integer(0, 65_535, 0, doc), placeholder: 'PORT', fallback: undefined, fallbackText: 'none' };
}
