/** The variable with the names of suites, with blanks between them, if not all of a folder are to be run together. */
export const suitesVariable = 'GATEHOUSE_TEST_SUITES';
