export const init = () => {
  return [1, 2;
};
