export const init = () => document.title; // <- no document
