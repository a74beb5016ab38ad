import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** A folder with a program as `dotnet new console` makes it for the SDK of this machine. It needs no package. */
export function consoleProject(code: string): string {
  const [major] = spawnSync('dotnet', ['--version'], { encoding: 'utf8' }).stdout.split('.');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const properties = {
    OutputType: 'Exe',
    TargetFramework: `net${major}.0`,
    ImplicitUsings: 'enable',
    Nullable: 'enable',
  };
  const group = Object.entries(properties).map(([name, value]) => `<${name}>${value}</${name}>`);
  const project = `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>${group.join('')}</PropertyGroup></Project>\n`;
  writeFileSync(join(folder, 'snippet.csproj'), project);
  writeFileSync(join(folder, 'Program.cs'), code);
  return folder;
}
