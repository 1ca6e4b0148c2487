import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transformAsync } from '@babel/core';
import solidPreset from 'babel-preset-solid';
import { type BuildOptions, build, type Plugin, transform } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

/** Compiles Svelte's components, as its Vite plugin does. */
const svelte = (generate: 'client' | 'server', dev = false): Plugin => ({
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, 'utf8'), { filename: path, generate, dev });
      return { contents: js.code };
    });
  },
});

/** Compiles Vue's components. */
const vue = (ssr: boolean): Plugin => ({
  name: 'vue',
  setup({ onLoad }) {
    onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { descriptor } = parse(await readFile(path, 'utf8'), { filename: path });
      const templateOptions = { ssr, ssrCssVars: [] };
      const options = { id: path, inlineTemplate: true, templateOptions };
      return { contents: compileScript(descriptor, options).content, loader: 'ts' };
    });
  },
});

/** Compiles Solid's JSX, which differs from React's. esbuild removes the types first. */
const solid: Plugin = {
  name: 'solid',
  setup({ onLoad }) {
    onLoad({ filter: /solid\/\w+\.tsx$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), {
        loader: 'tsx',
        jsx: 'preserve',
      });
      const options = { presets: [[solidPreset]], configFile: false, babelrc: false } as const;
      const compiled = await transformAsync(code, options);
      return { contents: compiled?.code ?? '' };
    });
  },
};

const CONDITIONS = ['@mx-member/source', 'svelte'];

async function bundle(name: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../pages/${name}`, import.meta.url))],
    bundle: true,
    write: false,
    conditions: CONDITIONS,
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}

export type Mode = 'development' | 'production';

const scripts = new Map<string, Promise<string>>();

/** A script of `pages/` for a browser, built once. */
export function scriptOf(name: string, mode: Mode): Promise<string> {
  const key = `${name} ${mode}`;
  const script = scripts.get(key) ?? buildScript(name, mode);
  scripts.set(key, script);
  return script;
}

const buildScript = (name: string, mode: Mode): Promise<string> =>
  bundle(name, {
    format: 'iife',
    conditions: [...CONDITIONS, mode],
    plugins: [svelte('client', mode === 'development'), vue(false), solid],
    define: {
      'process.env.NODE_ENV': JSON.stringify(mode),
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  });

/** Imports a module of `pages/` as a server would. */
export async function importForServer(name: string): Promise<unknown> {
  const text = await bundle(name, {
    format: 'esm',
    platform: 'node',
    plugins: [svelte('server'), vue(true)],
  });
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
}
