import { differences, type SharedSettings } from '../config/shared.ts';
import { events } from '../telemetry.ts';

interface WatchParts {
  readonly own: SharedSettings;
  /** What all nodes have, some moments ago. */
  readonly ofNodes: () => Promise<readonly SharedSettings[]>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/**
 * Compares the settings that all nodes share with what the others have. Nobody is refused for another one, because a new one has
 * to begin somewhere; but where it is not on its way, tokens of one node have an issuer that the others do not know.
 */
export class SettingsWatch {
  readonly #parts: WatchParts;
  #said = '{}';

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** To be called at the start and once a minute. */
  readonly compare = async (): Promise<void> => {
    const { own, ofNodes, log } = this.#parts;
    const others = differences(own, await ofNodes());
    const names = Object.keys(others);
    events.settingsCompared.publish({ differing: names.length });
    const said = JSON.stringify(others);
    if (said === this.#said) return;
    this.#said = said;
    const here = Object.fromEntries(Object.entries(own).filter(([name]) => names.includes(name)));
    if (names.length === 0) log.info({}, 'all nodes have the same settings again');
    else log.warn({ here, others }, 'other nodes have other settings, which all of them must share');
  };
}
