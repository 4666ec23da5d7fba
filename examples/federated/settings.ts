// What all members agree on before they start.

/** The members that the program starts. A page can be one more. */
export const TRAINERS = 4;
/** How often the members average how far they have come. */
export const ROUNDS = 30;
/** How many steps each member makes between two rounds. */
export const EVERY = 20;
/** The least number of members with which a round completes. */
export const MIN = 2;
/** How long a member waits for others before it declares them lost, in milliseconds. */
export const DEADLINE = 5_000;

/** The program kills one member after this round. */
export const KILL_AFTER = 8;
/** A page in a browser without a screen leaves after this round. */
export const LEAVE_AFTER = 22;
/** The pause after each step, in milliseconds: it lets messages in, and lets you watch. */
export const REST = 10;
/** The subject on which a page tells the program what its worker reports. */
export const PAGE_REPORTS = 'federated.page';
