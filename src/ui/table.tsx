/** @jsxRuntime classic */
/** @jsx h */
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { type Content, h } from "./element.js";
import type { Words } from "./text.js";

/**
 * A table of cookies by name, which is written from left to right in any text. In a narrow window it stacks, and each
 * cell names its column itself.
 * @param keys of the columns' names
 */
export const Table = ({ say }: Words, keys: readonly string[], rows: readonly (readonly Content[])[]): Element => {
  const heads = keys.map((key) => say(key));
  return (
    <table>
      {Heads(heads)}
      {rows.map(([name, ...cells]) => (
        <tr>
          <td>
            <code dir="ltr">{name}</code>
          </td>
          {cells.map((cell, index) => (
            <td data-th={heads[index + 1]}>{cell}</td>
          ))}
        </tr>
      ))}
    </table>
  );
};

/** The row of a table's column names; the declaration in the page has the same. */
export const Heads = (heads: readonly string[]): Element => (
  <thead>
    <tr>
      {heads.map((head) => (
        <th scope="col">{head}</th>
      ))}
    </tr>
  </thead>
);
