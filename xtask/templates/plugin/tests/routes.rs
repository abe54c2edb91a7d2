mod {{snake}}_status;
