// left over from a file of types alone
