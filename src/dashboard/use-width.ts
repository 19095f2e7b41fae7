import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The width of an element in CSS pixels, followed as it changes; 0 before the first layout. */
export const useWidth = (): readonly [RefObject<HTMLDivElement | null>, number] => {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return undefined;
    const measured = element.current;
    const follow = (): void => setWidth(measured.clientWidth);
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return [element, width];
};
