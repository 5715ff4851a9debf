const title = document.title;
export const run = () => title;
