import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Dimension, Report } from "../model/report.js";
import { ListTable } from "./list-table.js";
import { useWords } from "./words.js";

/** Lists that belong together, behind tabs if there are several. */
export const Panel = (props: {
  readonly id: string;
  /** Heading for who jumps from heading to heading; shown if there is one list only. */
  readonly title: string;
  readonly dimensions: readonly Dimension[];
  readonly report: Report;
}): JSX.Element => {
  const { text } = useWords();
  const { id, title, dimensions, report } = props;
  const [chosen, setChosen] = useState<Dimension>();
  const dimension = chosen ?? dimensions[0] ?? "page";
  const isAlone = dimensions.length === 1;

  const moveByKey = (event: KeyboardEvent): void => {
    const { length } = dimensions;
    const index = dimensions.indexOf(dimension);
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: (index + 1) % length,
      ArrowLeft: (index + length - 1) % length,
      Home: 0,
      End: length - 1,
    };
    const next = dimensions[moves[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    setChosen(next);
    document.getElementById(`tab-${next}`)?.focus();
  };

  return (
    <section class="panel" aria-labelledby={`heading-${id}`}>
      <h2 class={isAlone ? "tabs" : "sr"} id={`heading-${id}`}>
        {title}
      </h2>
      {isAlone ? (
        <ListTable dimension={dimension} report={report} />
      ) : (
        <>
          <div class="tabs" role="tablist" aria-labelledby={`heading-${id}`}>
            {dimensions.map((each) => (
              <button
                key={each}
                type="button"
                role="tab"
                id={`tab-${each}`}
                aria-selected={each === dimension}
                aria-controls={`panel-${id}`}
                tabIndex={each === dimension ? 0 : -1}
                onClick={() => setChosen(each)}
                onKeyDown={moveByKey}
              >
                {text.lists[each]}
              </button>
            ))}
          </div>
          <div id={`panel-${id}`} role="tabpanel" aria-labelledby={`tab-${dimension}`}>
            <ListTable key={dimension} dimension={dimension} report={report} />
          </div>
        </>
      )}
    </section>
  );
};
