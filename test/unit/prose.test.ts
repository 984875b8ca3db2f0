import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { buildASTSchema, concatAST, type GraphQLSchema, parse, validate } from 'graphql';
import { configDocs } from '../../api/config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const notOurs = /^(node_modules|dist|coverage)$|^\./u;

interface Page {
  /** Relative to the checkout. */
  path: string;
  /** Without fenced blocks. */
  prose: string;
  fences: { language: string; text: string }[];
}

async function filesBelow(folder: string, wanted: RegExp): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !notOurs.test(name))
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, wanted);
      return wanted.test(entry.name) ? [path] : [];
    });
  return (await Promise.all(found)).flat();
}

const read = (path: string) => readFile(join(root, path), 'utf8');

function pageOf(path: string, text: string): Page {
  const fence = /^( *)```(\w*).*\n([\s\S]*?)^\1```$/gmu;
  const fences = [...text.matchAll(fence)].map(([, , language = '', body = '']) => ({ language, text: body }));
  return { path, prose: text.replaceAll(fence, ''), fences };
}

const pages: Page[] = await Promise.all(
  (await filesBelow('.', /\.md$/u)).map(async (path) => pageOf(path, await read(path))),
);

/** What `[text](target)` leads to and is not there. */
function brokenLinks({ path, prose }: Page): string[] {
  const targets = [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/gu)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/u.test(target))
    .filter((target) => {
      const [file = '', anchor] = target.split('#');
      const place = file === '' ? path : relative(root, join(root, dirname(path), file));
      if (!existsSync(join(root, place))) return true;
      return anchor !== undefined && !anchorsOf(place).includes(anchor);
    });
}

/** As GitHub makes them from headings. */
function anchorsOf(path: string): string[] {
  const prose = pages.find((page) => page.path === path)?.prose ?? '';
  return [...prose.matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

async function schemaOfSources(): Promise<GraphQLSchema> {
  const files = await filesBelow('api/schema', /\.graphql$/u);
  return buildASTSchema(concatAST((await Promise.all(files.map(read))).map((text) => parse(text))));
}

function faultsOfExample(schema: GraphQLSchema, text: string): string[] {
  try {
    return validate(schema, parse(text)).map(({ message }) => message);
  } catch (error) {
    return [String(error)];
  }
}

/** Every environment variable that some part of Bryggen reads. */
async function knownVariables(): Promise<Set<string>> {
  const ofMedia = [...(await read('media/config.ts')).matchAll(/^\s+([A-Z][A-Z0-9_]+):/gmu)];
  const ofAgent = [...(await read('ops/grafana-agent/agent.yaml')).matchAll(/\$\{(\w+)/gu)];
  const others = [...(await filesBelow('ops', /\.(mjs|ts)$/u)), 'web-admin/vite.config.ts'];
  const direct = (await Promise.all(others.map(read))).flatMap((text) => [...text.matchAll(/env\['(\w+)'\]/gu)]);
  const found = [...ofMedia, ...ofAgent, ...direct].flatMap(([, name]) => name ?? []);
  return new Set([...configDocs.map(({ name }) => name), ...found]);
}

/** Whatever begins with BRYGGEN_, and all in the first column of tables of variables. */
function namedVariables({ prose, fences }: Page): string[] {
  const everything = [prose, ...fences.map(({ text }) => text)].join('\n');
  const prefixed = [...everything.matchAll(/\bBRYGGEN_[A-Z0-9_]*[A-Z0-9]/gu)].map(([name]) => name);
  const tables = [...prose.matchAll(/^\| *variable[^\n]*\n\|[-| :]+\n((?:\|.*\n?)+)/gimu)];
  const firstCells = tables.flatMap(([, rows = '']) => rows.split('\n').map((row) => row.split('|')[1] ?? ''));
  const tabled = firstCells.flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/gu)].map(([, name = '']) => name));
  return [...new Set([...prefixed, ...tabled])];
}

describe.each(pages)('$path', (page) => {
  it('links to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('has GraphQL examples that the schema allows', async () => {
    const examples = page.fences.filter(({ language }) => language === 'graphql');
    const schema = await schemaOfSources();
    expect(examples.flatMap(({ text }) => faultsOfExample(schema, text))).toEqual([]);
  });

  it('names environment variables that something reads', async () => {
    const known = await knownVariables();
    expect(namedVariables(page).filter((name) => !known.has(name))).toEqual([]);
  });

  it('names npm scripts and benchmarks that exist', async () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(await read('package.json'));
    const text = [page.prose, ...page.fences.map((fence) => fence.text)].join('\n');
    const named = [...text.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[a-z:-]+)/gu)].map(([, name = '']) => name);
    const benches = [...text.matchAll(/npm run bench -- ([a-z][a-z-]*)/gu)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(benches.filter((name) => !existsSync(join(root, 'test/bench', `${name}.ts`)))).toEqual([]);
  });
});

describe('the checks of prose', () => {
  const page = (text: string) => pageOf('PAGE.md', text);

  it('find a dead link, but not a living one', () => {
    expect(brokenLinks(page('[a](nowhere.md) [b](package.json) [c](https://example.org/x)'))).toEqual(['nowhere.md']);
    expect(brokenLinks(page('[a](CONTRIBUTING.md#running-things) [b](CONTRIBUTING.md#nothing)'))).toEqual([
      'CONTRIBUTING.md#nothing',
    ]);
  });

  it('find a field that the schema does not have', async () => {
    const [example] = page('```graphql\n{ viewer { shoeSize } }\n```\n').fences;
    expect(faultsOfExample(await schemaOfSources(), example?.text ?? '').join()).toMatch(/shoeSize/u);
  });

  it('find variables in text, examples and tables', () => {
    const text =
      '`BRYGGEN_A`\n```\nBRYGGEN_B=1\n```\n\n| variable | default |\n|---|---|\n| `SOME_C`, `SOME_D` | `NO_E` |\n';
    expect(namedVariables(page(text))).toEqual(['BRYGGEN_A', 'BRYGGEN_B', 'SOME_C', 'SOME_D']);
  });
});
