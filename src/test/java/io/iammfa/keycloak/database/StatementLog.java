package io.iammfa.keycloak.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What PostgreSQL logs with {@code log_statement = 'all'} and {@link #PREFIX}, as transactions. */
final class StatementLog {

    /** Of each entry: whose it is, the process of one connection. */
    static final String PREFIX = "@%p@ ";

    private static final Pattern ENTRY = Pattern.compile("@(\\d+)@ (\\w+):\\s+(.*)");
    private static final Pattern STATEMENT = Pattern.compile("(?:statement|execute [^:]*): (.*)", Pattern.DOTALL);

    private StatementLog() {}

    /** The transactions that were committed, in the order of their commits. */
    static List<Transaction> committed(String log) {
        List<Transaction> committed = new ArrayList<>();
        Map<String, List<String>> open = new LinkedHashMap<>();
        for (Entry entry : entries(log)) {
            Matcher statement = STATEMENT.matcher(entry.text());
            if (!entry.level().equals("LOG") || !statement.matches()) {
                continue;
            }
            String sql = statement.group(1).strip();
            switch (word(sql)) {
                case "begin" -> open.put(entry.process(), new ArrayList<>());
                case "rollback" -> {
                    // back to a savepoint the transaction goes on, and what is undone may be taken for done
                    if (!sql.toLowerCase().contains(" to ")) {
                        open.remove(entry.process());
                    }
                }
                case "commit" -> {
                    if (open.containsKey(entry.process())) {
                        committed.add(new Transaction(open.remove(entry.process())));
                    }
                }
                default -> {
                    if (open.containsKey(entry.process())) {
                        open.get(entry.process()).add(sql);
                    } else {
                        committed.add(new Transaction(List.of(sql)));
                    }
                }
            }
        }
        return committed;
    }

    private static String word(String sql) {
        return sql.split("[\\s;]", 2)[0].toLowerCase();
    }

    private static List<Entry> entries(String log) {
        List<Entry> entries = new ArrayList<>();
        for (String line : log.split("\n")) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                entries.add(new Entry(entry.group(1), entry.group(2), entry.group(3)));
            } else if (!entries.isEmpty()) {
                Entry last = entries.remove(entries.size() - 1);
                entries.add(new Entry(last.process(), last.level(), last.text() + "\n" + line));
            }
        }
        return entries;
    }

    private record Entry(String process, String level, String text) {}

    /** The statements of a transaction, without {@code begin} and {@code commit}. */
    record Transaction(List<String> statements) {

        private static final Pattern CHANGE = Pattern.compile(
                "(?:insert\\s+into|update|delete\\s+from|merge\\s+into)\\s+(?:only\\s+)?(?:\"?\\w+\"?\\.)?\"?(\\w+)\"?.*",
                Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

        /** Whether it writes to a table with such a name, as a regular expression. */
        boolean changes(Pattern tables) {
            return statements.stream()
                    .map(CHANGE::matcher)
                    .anyMatch(change ->
                            change.matches() && tables.matcher(change.group(1)).matches());
        }

        /** Those of the statements that write. */
        List<String> writes() {
            return statements.stream()
                    .filter(statement -> CHANGE.matcher(statement).matches())
                    .toList();
        }

        /** Whether its commit does not wait until it is on the disk. */
        boolean isAsynchronous() {
            return statements.stream()
                    .map(statement -> statement.toLowerCase().replaceAll("[\\s='\"]+", " "))
                    .anyMatch(statement -> statement.matches("set (local |session )?synchronous_commit (to )?off.*"));
        }
    }
}
