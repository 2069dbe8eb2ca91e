// expects: the sentence
int before = "another error";
static_assert(sizeof(int) == 0, "the sentence");
