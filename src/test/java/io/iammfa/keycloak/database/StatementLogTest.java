package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.database.StatementLog.Transaction;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StatementLogTest {

    private static final Pattern TABLE = Pattern.compile("mfa_\\w+", Pattern.CASE_INSENSITIVE);

    @Test
    void tells_the_transactions_of_two_connections_apart() {
        List<Transaction> transactions = StatementLog.committed(
                """
                @1@ LOG:  execute <unnamed>: BEGIN
                @2@ LOG:  execute <unnamed>: BEGIN
                @1@ LOG:  execute S_1: update MFA_DEVICE m
                \tset LAST_STEP=$1
                @1@ DETAIL:  parameters: $1 = '5'
                @2@ LOG:  execute S_2: select 1 from mfa_device for update
                @2@ LOG:  statement: SET LOCAL synchronous_commit TO OFF
                @2@ LOG:  execute S_3: COMMIT
                @1@ LOG:  execute S_3: COMMIT
                """);
        assertEquals(
                List.of(
                        List.of("select 1 from mfa_device for update", "SET LOCAL synchronous_commit TO OFF"),
                        List.of("update MFA_DEVICE m\n\tset LAST_STEP=$1")),
                transactions.stream().map(Transaction::statements).toList());
        assertTrue(transactions.get(0).isAsynchronous());
        assertFalse(transactions.get(0).changes(TABLE));
        assertFalse(transactions.get(1).isAsynchronous());
        assertTrue(transactions.get(1).changes(TABLE));
    }

    @Test
    void leaves_out_what_was_rolled_back_or_is_still_open() {
        assertEquals(
                List.of(new Transaction(List.of("delete from public.mfa_owner"))),
                StatementLog.committed(
                        """
                        @1@ LOG:  statement: BEGIN
                        @1@ LOG:  statement: insert into mfa_owner values (1)
                        @1@ LOG:  statement: ROLLBACK
                        @1@ LOG:  statement: delete from public.mfa_owner
                        @1@ ERROR:  no such thing
                        @1@ STATEMENT:  select nothing
                        @2@ LOG:  statement: BEGIN
                        @2@ LOG:  statement: insert into mfa_owner values (1)
                        """));
    }

    @Test
    void knows_every_way_to_write_to_a_table() {
        for (String change : List.of(
                "insert into mfa_owner values (1)",
                "INSERT INTO public.\"mfa_owner\" values (1)",
                "update only mfa_owner set a = 1",
                "merge into mfa_owner m")) {
            assertTrue(new Transaction(List.of(change)).changes(TABLE), change);
        }
        for (String other : List.of("insert into event values ('mfa_owner')", "select * from mfa_owner for update")) {
            assertFalse(new Transaction(List.of(other)).changes(TABLE), other);
        }
    }
}
