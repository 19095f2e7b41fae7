/** @jsxRuntime classic */
/** @jsx h */
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { type Content, h } from "./element.js";

/**
 * A table of cookies by name, which is written from left to right in any text. In a narrow window it stacks, and each cell names
 * its column itself.
 */
export const Table = (heads: readonly string[], rows: readonly (readonly Content[])[]): Element => (
  <table>
    <thead>
      <tr>
        {heads.map((head) => (
          <th scope="col">{head}</th>
        ))}
      </tr>
    </thead>
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
