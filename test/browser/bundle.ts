import { fileURLToPath } from "node:url";
import resolve from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";

/** A script that uses packages, with the packages in it, as a site's own build would make it. */
export const bundle = async (code: string): Promise<string> => {
  const input = fileURLToPath(new URL("client.js", import.meta.url));
  const built = await rollup({
    input,
    plugins: [
      { name: "client", load: (id) => (id === input ? code : null), resolveId: (id) => (id === input ? id : null) },
      resolve({ browser: true }),
    ],
    onLog: () => {},
  });
  const { output } = await built.generate({ format: "iife" });
  return output[0].code;
};
