import { date } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';

interface Day {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly all: number;
  /** How many of them are of the kind that is marked; null: unknown. */
  readonly part: number | null;
}

interface ChartOptions {
  readonly label: string;
  readonly days: readonly Day[];
  /** What the marked part is; without, none is. */
  readonly part?: string;
}

/** In units of the picture, which is as wide as there is room. */
const size = { height: 80, bar: 12, gap: 6 };

/** A bar for each day, and the same numbers as a table for those who want to read or hear them. */
export function chart(visit: ConsoleVisit, { label, days, part }: ChartOptions): Markup {
  const { t, language } = visit;
  const number = new Intl.NumberFormat(language);
  const total = days.reduce((sum, { all }) => sum + all, 0);
  const most = Math.max(1, ...days.map(({ all }) => all));
  const width = days.length * (size.bar + size.gap) - size.gap;
  const summary = t('home.chart', { total: number.format(total), days: days.length, most: number.format(most) });
  const bars = days.map((day, index) => bar(day, index * (size.bar + size.gap), most));
  const rows = days.map(
    ({ at, all, part: marked }) =>
      html`<tr><th scope="row">${date(visit, at)}</th><td class="number">${number.format(all)}</td>${
        part && html`<td class="number">${marked === null ? '–' : number.format(marked)}</td>`
      }</tr>`,
  );
  return html`<figure class="chart">
<svg viewBox="0 0 ${width} ${size.height}" role="img" aria-label="${label}: ${summary}" preserveAspectRatio="none">${bars}</svg>
<figcaption class="small quiet"><span>${summary}</span>${part && html` <span class="legend-part">${part}</span>`}</figcaption>
<details><summary class="small">${t('home.numbers')}</summary><table class="table">
<caption class="unseen">${label}</caption>
<thead><tr><th scope="col">${t('home.day')}</th><th scope="col" class="number">${t('home.all')}</th>${part && html`<th scope="col" class="number">${part}</th>`}</tr></thead>
<tbody>${rows}</tbody></table></details>
</figure>`;
}

/** A day on which nothing happened has a line at the bottom. */
function bar({ all, part }: Day, x: number, most: number): Markup {
  const heightOf = (count: number) => Math.round((count / most) * size.height * 10) / 10;
  const [whole, marked] = [Math.max(heightOf(all), 1), heightOf(part ?? 0)];
  return html`<rect x="${x}" y="${size.height - whole}" width="${size.bar}" height="${whole}"/>${
    marked > 0 && html`<rect class="part" x="${x}" y="${size.height - marked}" width="${size.bar}" height="${marked}"/>`
  }`;
}
