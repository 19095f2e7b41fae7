import type { Five } from "./log-sums.js";

/** Texts that stand between the numbers of the dashboard, as a person reads them. */
export const WORDS = {
  en: {
    ...{
      was: "was",
      until: "until 15:00",
      up: "up",
      down: "down",
      pts: ["pt", "pts"],
      nothing: "Nothing in this period.",
    },
    ...{ few: "(few)", fewer: "fewer than", first: "first visit", direct: "(direct)" },
    ...{ runs: "hour in progress", before: "period before", hint: "possible over-count: why?" },
    upTo: (share: string) => `possible over-count: up to ${share}`,
    half: (days: number) => `Half of those who return do so within ${days} ${days === 1 ? "day" : "days"}.`,
    refused: (count: string, rate?: string) => (rate ? `${count} refused, ${rate} per 100 views` : `${count} refused`),
    screens: {
      small: "Small, below 640 px",
      medium: "Medium, below 1024 px",
      large: "Large, below 1600 px",
      wide: "Wide, from 1600 px",
    },
    decided: (count: string) => `of ${count} ${count === "1" ? "decision" : "decisions"}`,
    decidedFew: (k: number) => `fewer than ${k} decisions`,
    granted: {
      all: "Accepted all",
      some: "Accepted some",
      none: "Refused all",
      "all some": "Accepted all or some",
      "some none": "Accepted some or refused all",
      "all some none": "All decisions",
    },
    countries: { DE: "Germany", RU: "Russia", KZ: "Kazakhstan" },
    languages: { en: "English", ru: "Russian" },
    reasons: {
      bot: "Bots",
      "over-limit": "Over the rate limit",
      "too-old": "Too old",
      "too-early": "Clock ahead of time",
      "unknown-site": "Unknown site",
      malformed: "Malformed",
      "too-large": "Too large",
    },
  },
  ru: {
    ...{
      was: "было",
      until: "до 15:00",
      up: "рост",
      down: "спад",
      pts: ["п. п.", "п. п."],
      nothing: "За этот период ничего.",
    },
    ...{ few: "(мало)", fewer: "меньше", first: "впервые", direct: "(напрямую)" },
    ...{ runs: "час ещё идёт", before: "период до", hint: "возможно, завышено: почему?" },
    upTo: (share: string) => `возможно, завышено: до ${share}`,
    half: (days: number) =>
      `Половина вернувшихся приходит снова не позже чем через ${days} ${days === 1 ? "день" : "дня"}.`,
    refused: (count: string, rate?: string) =>
      rate ? `Отклонено: ${count}, это ${rate} на 100 просмотров` : `Отклонено: ${count}`,
    screens: {
      small: "Узкий, до 640 px",
      medium: "Средний, до 1024 px",
      large: "Большой, до 1600 px",
      wide: "Широкий, от 1600 px",
    },
    // None of these numbers ends in 1.
    decided: (count: string) => `из ${count} решений`,
    decidedFew: (k: number) => `решений меньше ${k}`,
    granted: {
      all: "Приняли всё",
      some: "Приняли часть",
      none: "Отказались от всего",
      "all some": "Приняли всё или часть",
      "some none": "Приняли часть или отказались",
      "all some none": "Все решения",
    },
    countries: { DE: "Германия", RU: "Россия", KZ: "Казахстан" },
    languages: { en: "Английский", ru: "Русский" },
    reasons: {
      bot: "Роботы",
      "over-limit": "Слишком часто",
      "too-old": "Слишком старые",
      "too-early": "Часы спешат",
      "unknown-site": "Чужой сайт",
      malformed: "Неверный вид",
      "too-large": "Слишком большие",
    },
  },
} as const;

/** Numbers as that language writes them, by this runtime's own `Intl`. */
export const formatsOf = (language: "en" | "ru") => {
  const number = (value: number) => value.toLocaleString(language, { maximumFractionDigits: 0 });
  const decimal = (value: number) =>
    value.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = (share: number, fine = false) =>
    share.toLocaleString(language, { style: "percent", maximumFractionDigits: fine && share < 0.1 ? 1 : 0 });
  const clock = (seconds: number) => {
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };
  const told = ([visitors, visits, views, bounce, time]: Five): string[] => [
    ...[visitors, visits, views].map(number),
    bounce === undefined ? "–" : percent(bounce),
    time === undefined ? "–" : clock(time),
  ];
  return { number, decimal, percent, clock, told };
};
