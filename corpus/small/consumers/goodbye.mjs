import { generateGoodbye } from "farewell";

export const text = await generateGoodbye("Ann");
