import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { defineConfig, type MarkdownOptions } from 'vitepress';
import manifest from '../../package.json' with { type: 'json' };
import { anchorOf } from '../anchor.ts';

// `npm run docs` makes a site of the Markdown files as they are, into `docs/.vitepress/dist`. Nothing of it comes from elsewhere, and
// the search runs in the browser. A link between pages that leads nowhere ends the build.

const root = resolve(import.meta.dirname, '../..');

/** What is no page, such as a program, is linked there; or not at all, where the copy of the repository has no address. */
const repository = process.env.REPOSITORY_URL;

const titleOf = (page: string): string => /^# (.*)$/m.exec(readFileSync(join(root, page), 'utf8'))?.[1] ?? page;
const entry = (page: string) => ({ text: titleOf(page), link: page === 'README.md' ? '/' : `/${page}` });
const entries = (...pages: readonly string[]) => pages.map(entry);
const matching = (pattern: string) => globSync(pattern, { cwd: root }).sort().map(entry);

const sections: Readonly<Record<string, ReturnType<typeof entries>>> = {
  Start: entries('README.md', 'docs/guides/first-application.md'),
  Guides: matching('docs/guides/!(first-application).md'),
  'For applications': entries('docs/connect.md', 'docs/api.md', 'docs/tokens.md', 'docs/errors.md'),
  'For operators': matching(
    'docs/{commands,configuration,console,data-retention,moving-in,monitoring,nodes,operations,postgresql,scale,seed,users-at-scale}.md',
  ),
  'What people see': entries('docs/pages.md', 'docs/passwords.md', 'docs/mail.md', 'docs/password-hashes.md'),
  'The program': [
    ...entries('docs/architecture.md', 'docs/glossary.md', 'docs/dependencies.md', 'bench/RESULTS.md'),
    ...entries('SECURITY.md', 'docs/asvs.md', 'CONTRIBUTING.md', 'CHANGELOG.md'),
  ],
  Decisions: matching('docs/decisions/*.md'),
};

/** A link to what is no page leads to the repository. */
const linkFiles: NonNullable<MarkdownOptions['config']> = (markdown) => {
  const open = markdown.renderer.rules.link_open;
  markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const [path = ''] = tokens[index]?.attrGet('href')?.split('#', 1) ?? [];
    const file = resolve(root, dirname(env.relativePath === 'index.md' ? 'README.md' : env.relativePath), path);
    if (!/^[a-z]+:/.test(path) && path !== '' && !path.endsWith('.md') && existsSync(file)) {
      if (repository !== undefined) tokens[index]?.attrSet('href', `${repository}/${relative(root, file)}`);
      else {
        const close = tokens.slice(index).find(({ type }) => type === 'link_close');
        for (const token of [tokens[index], close]) Object.assign(token ?? {}, { tag: 'span', attrs: null });
      }
      return self.renderToken(tokens, index, options);
    }
    return open?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
  };
};

/** Pictures that stand as HTML are looked for beside the page, like those of Markdown. */
const findPictures: NonNullable<MarkdownOptions['config']> = ({ renderer: { rules } }) => {
  rules.html_inline = (tokens, index) => tokens[index]?.content.replace(/(?<= src=")(?=\w+\/)/, './') ?? '';
};

export default defineConfig({
  title: 'Gatehouse',
  description: manifest.description,
  lang: 'en',
  srcDir: '..',
  srcExclude: ['lib/**', 'test/*/!(README).md', '.github/**'],
  outDir: join(import.meta.dirname, 'dist'),
  rewrites: { 'README.md': 'index.md' },
  cleanUrls: false,
  markdown: {
    anchor: { slugify: anchorOf },
    config: (markdown) => [linkFiles, findPictures].forEach((change) => void change(markdown)),
    languageAlias: { caddyfile: 'text' },
  },
  vite: { build: { chunkSizeWarningLimit: 4096 } },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    sidebar: Object.entries(sections).map(([text, items]) => ({ text, items, collapsed: text === 'Decisions' })),
  },
});
