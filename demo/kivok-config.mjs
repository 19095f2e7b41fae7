// @ts-check
import { TIME_ZONE } from "./calendar.mjs";

/**
 * What the salon's owner writes for Kivok: the shape of `ConfigInput` in `src/model/config.ts`.
 * @param {string} site host and port of the site
 */
export const kivokConfig = (site) => ({
  policy: {
    url: "/privacy",
    version: "2026-11-20",
    date: "2026-11-20",
    changes: [
      {
        ru: "Добавлена карта на странице контактов: она загружается, только если вы её разрешите.",
        en: "A map was added to the contacts page: it loads only if you allow it.",
      },
      {
        ru: "Реклама отделена от статистики: на каждую теперь своё согласие.",
        en: "Advertising was separated from statistics: each now has a consent of its own.",
      },
    ],
  },
  site,
  timeZone: TIME_ZONE,
  owner: { ru: "студия «Кувшинка»", en: "Kuvshinka Studio" },
  contact: {
    email: "privet@kuvshinka.example.org",
    address: { ru: "Заречье, Набережная Тихая, 12", en: "12 Tikhaya Embankment, Zarechye" },
  },
  thirdParties: [
    { ru: "счётчик «Лотос»", en: "Lotus Counter" },
    { ru: "реклама «Лотос»", en: "Lotus Ads" },
    { ru: "Карты example.org", en: "Maps of example.org" },
  ],
  categories: {
    necessary: {
      cookies: [
        {
          name: "salon_session",
          purpose: { ru: "Помнит, что вы вошли", en: "Remembers that you are logged in" },
          days: 0,
        },
        { name: "basket", purpose: { ru: "Хранит корзину", en: "Holds the basket" }, days: 0 },
      ],
    },
    functional: {
      limits: {
        ru: "мастер и вход забудутся, когда браузер закроется, а карта сама не откроется",
        en: "your master and login are forgotten when the browser closes, and the map does not open by itself",
      },
      cookies: [
        { name: "master", purpose: { ru: "Помнит вашего мастера", en: "Remembers your master" }, days: 365 },
        {
          name: "salon_remember",
          purpose: {
            ru: "Держит вход на этом устройстве, если вы попросили",
            en: "Keeps you logged in on this device, if you asked for it",
          },
          days: 30,
        },
        {
          name: "salon_seen",
          purpose: {
            ru: "Узнаёт браузер, а не человека; защищает вход от подбора",
            en: "Recognises the browser, not the person; protects the login against guessing",
          },
          days: 365,
        },
      ],
    },
    statistics: {
      limits: { ru: "сайт работает так же", en: "the site works the same" },
      cookies: [
        {
          name: "lotus_id",
          provider: { ru: "Счётчик «Лотос»", en: "Lotus Counter" },
          purpose: { ru: "Отличает браузеры в отчётах счётчика", en: "Tells browsers apart in the counter's reports" },
          days: 730,
        },
      ],
    },
    marketing: {
      limits: { ru: "сайт работает так же", en: "the site works the same" },
      cookies: [
        {
          name: "lotus_ad",
          provider: { ru: "Реклама «Лотос»", en: "Lotus Ads" },
          purpose: { ru: "Считает, сколько раз показана реклама", en: "Counts how often an advertisement was shown" },
          days: 730,
        },
      ],
    },
  },
});

/** @typedef {ReturnType<typeof kivokConfig>} SalonConfig */
