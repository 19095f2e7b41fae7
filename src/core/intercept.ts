import { wrap } from "./realms.js";

/**
 * Runs in place of a method, setter or getter of an object, which may be any.
 * @param go does what it does; with the arguments as they were, unless there are others
 * @param name of the member
 */
export type Take<Self> = (
  self: Self,
  given: readonly unknown[],
  go: (others?: readonly unknown[]) => unknown,
  name: string,
) => unknown;

/** Puts `take` in the way of some members of an interface (names separated by spaces); of those that it has. */
export const intercept = <Self>(
  owner: object,
  names: string,
  part: "get" | "set" | "value",
  take: Take<Self>,
): void => {
  for (const name of names.split(" "))
    wrap(owner, name, part, (target, self, given) =>
      take(self as Self, given, (others = given) => Reflect.apply(target, self, others), name),
    );
};
