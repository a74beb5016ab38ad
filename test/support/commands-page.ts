import type { Command } from '../../src/cli/command.ts';
import { everyCommand, sections } from '../../src/cli/commands.ts';
import { usageOf } from '../../src/cli/help.ts';
import { type SettingName, settings } from '../../src/config/settings.ts';

/** What `docs/commands.md` says of every command: what `--help` says, except for the settings, which have a page of their own. */
export async function renderCommands(): Promise<string> {
  const all = await everyCommand();
  const parts = Object.entries(sections).flatMap(([title, named]) => [
    `## ${title}`,
    ...all.filter(({ name }) => Object.hasOwn(named, name)).flatMap(partsOf),
  ]);
  return `\n${parts.join('\n\n')}\n\n`;
}

function partsOf(command: Command): readonly string[] {
  const { name, summary, description, examples, values = {}, switches = {} } = command;
  const own = [
    ...Object.entries(values).map(([option, { placeholder, doc }]) => [`--${option} ${placeholder}`, doc]),
    ...Object.entries(switches).map(([option, doc]) => [`--${option}`, doc]),
  ];
  const rows = own.map(([option, doc = '']) => `| \`${option}\` | ${doc.replaceAll('|', '\\|')} |`);
  const taken = [...command.options, ...(command.serverOptions ?? [])].filter(isOption).map((one) => `\`--${one}\``);
  return [
    `### ${name}`,
    `**${summary}**`,
    description.replaceAll('<', '&lt;'),
    `\`\`\`sh\n${usageOf(command).replace('Usage: ', '')}\n\`\`\``,
    ...(rows.length > 0 ? [['| Option | |', '| --- | --- |', ...rows].join('\n')] : []),
    ...(taken.length > 0
      ? [`[Settings](configuration.md): ${taken.length > 50 ? 'all of them' : taken.join(', ')}.`]
      : []),
    `For example:\n\n\`\`\`sh\n${examples.map((line) => `gatehouse ${line}`).join('\n')}\n\`\`\``,
  ];
}

const isOption = (name: string): boolean => !settings[name as SettingName]?.isSecret;
